"""The projector: what the whole room sees, and nothing that is not on the wall."""

import re
from itertools import pairwise

import pytest
import zxingcpp
from houses import ADDRESS, PLAN, Meeting
from msgspec.structs import replace

from facilitator import projector
from shared import qr
from shared.words import words


@pytest.fixture
def meeting():
    return Meeting()


def dots(html):
    return re.findall(r'id="seat-(\d+)"', html)


class Picture:
    """A grey picture to draw on, for a camera to read."""

    def __init__(self, wide, high, ground):
        self.wide, self.high, self.points = wide, high, bytearray([ground]) * (wide * high)

    def fill(self, left, top, wide, high, tone):
        for y in range(top, top + high):
            self.points[y * self.wide + left : y * self.wide + left + wide] = bytes([tone]) * wide

    def read(self):
        seen = memoryview(self.points).cast("B", shape=[self.high, self.wide])
        return [found.text for found in zxingcpp.read_barcodes(seen)]


def scanned(path, size, zoom):
    """What a camera reads from the drawn path, each square `zoom` points wide."""
    picture = Picture(size * zoom, size * zoom, 255)
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        picture.fill(int(x) * zoom, int(y) * zoom, int(run) * zoom, zoom, 0)
    return picture.read()


# --- the door ---


def test_the_link_is_swapped_for_a_cookie_so_that_the_key_leaves_the_address_bar(meeting):
    answer = meeting.app.test_client().get(f"/screen/{meeting.id}/{meeting.row.screen_key}")
    assert answer.status_code == 303
    assert answer.location == f"/screen/{meeting.id}"
    cookie = answer.headers["Set-Cookie"]
    assert f"Path=/screen/{meeting.id}" in cookie
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize("address", ["/screen/{id}", "/screen/{id}/wrong", "/screen/nowhere/wrong", "/screen/nowhere"])
def test_without_the_key_there_is_only_a_calm_page(meeting, address):
    answer = meeting.app.test_client().get(address.format(id=meeting.id))
    assert answer.status_code == 404
    assert "Her er ikke noget at vise" in answer.text
    assert meeting.row.code not in answer.text


def test_a_wrong_key_and_a_meeting_that_never_was_look_the_same(meeting):
    browser = meeting.app.test_client()
    wrong, never = browser.get(f"/screen/{meeting.id}/x" + "y" * 20), browser.get(f"/screen/{'z' * 12}/x" + "y" * 20)
    plain = [re.sub(r'data-look="[^"]*"', "", answer.text) for answer in (wrong, never)]
    assert plain[0] == plain[1]


def test_a_deleted_meeting_leaves_a_calm_page_also_on_a_screen_that_was_open(meeting):
    browser = meeting.projector()
    meeting.house.live.delete(meeting.id)
    answer = browser.get(f"/screen/{meeting.id}", headers={"X-Look": "before"})
    assert answer.status_code == 404
    assert answer.headers["X-Digest"]
    assert "Her er ikke noget at vise" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_projector_can_only_look(meeting, method):
    browser = meeting.projector()
    for address in (f"/screen/{meeting.id}", f"/screen/{meeting.id}/{meeting.row.screen_key}"):
        assert browser.open(address, method=method).status_code == 405


def test_the_projectors_key_opens_no_other_door(meeting):
    browser = meeting.projector()
    assert browser.get("/lead/").status_code in (403, 404)
    assert browser.get(f"/lead/m/{meeting.id}/notes.md").status_code in (403, 404)


def test_a_screen_that_has_the_picture_already_is_sent_nothing(meeting):
    browser = meeting.projector()
    digest = re.search(r'data-digest="(\w+)"', browser.get(f"/screen/{meeting.id}").text)
    assert digest
    assert browser.get(f"/screen/{meeting.id}", headers={"X-Look": digest[1]}).status_code == 204
    meeting.lead(type="cover", on=True)
    fresh = browser.get(f"/screen/{meeting.id}", headers={"X-Look": digest[1]})
    assert fresh.status_code == 200
    assert "<html" not in fresh.text and "Kig op." in fresh.text


def test_the_page_is_never_dark_by_itself_and_runs_nothing_inline(meeting):
    html = meeting.seen()
    assert 'data-theme="light"' in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)
    assert not re.search(r'(?:src|href)="(?!/static/|#|data:,")', html)


# --- the lobby ---


def test_the_qr_code_leads_to_the_meeting_from_the_back_of_the_room(meeting):
    html = meeting.seen()
    path = re.search(r'<path d="(M4 4h7[^"]+)" fill="#000"', html)
    size = re.search(r'class="qr" viewBox="0 0 (\d+) ', html)
    assert path and size
    expected = [f"HTTP://192.168.1.5:8000/J/{meeting.row.secret}"]
    assert scanned(path[1], int(size[1]), 16) == expected
    assert scanned(path[1], int(size[1]), 3) == expected
    assert int(size[1]) == 29 + 2 * qr.QUIET  # capitals keep the squares large


def test_a_path_of_an_installation_keeps_its_letters():
    assert qr.join_address("https://example.org/Samklang", "ABC") == "HTTPS://EXAMPLE.ORG/Samklang/J/ABC"


def test_the_code_in_the_terminal_can_be_scanned():
    light = qr.terminal("HTTP://192.168.1.5:8000/J/ABC").splitlines()
    picture = Picture(len(light[0]) * 8, len(light) * 16, 0)
    for y, line in enumerate(light):
        for x, block in enumerate(line):
            for half in (0, 1):
                if block == "█" or block == "▀▄"[half]:
                    picture.fill(x * 8, y * 16 + half * 8, 8, 8, 255)
    assert picture.read() == ["HTTP://192.168.1.5:8000/J/ABC"]


def test_the_lobby_says_where_to_go_and_what_to_type(meeting):
    html = meeting.seen()
    assert ">192.168.1.5:8000<" in html and ADDRESS not in html
    code = meeting.row.code
    assert f"<span>{code[:3]}</span><span>{code[3:]}</span>" in html
    assert "Håb og optimisme" in html and meeting.row.plans["da"].title in html


def test_each_phone_that_joins_is_a_dot_and_nothing_tells_whose(meeting):
    assert dots(meeting.seen()) == []
    seen = []
    for n in range(6):
        meeting.house.presence.arrive(meeting.id, f"p{n}", f"s{n}")
        seen.append(dots(meeting.seen()))
    assert [len(taken) for taken in seen] == [1, 2, 3, 4, 5, 6]
    assert "6 er med" in meeting.seen()
    meeting.house.presence.leave(meeting.id, "p1", "s1")
    assert dots(meeting.seen()) == seen[4]  # as when five were here, whoever it is that left


def test_dots_do_not_stand_in_the_order_people_came(meeting):
    orders = []
    for _ in range(3):
        row = Meeting().row
        taken = [set(projector.seats(row, n)) for n in range(projector.CHAIRS + 1)]
        orders.append([(after - before).pop() for before, after in pairwise(taken)])
    for order in orders:
        assert sorted(order) == list(range(projector.CHAIRS))
        assert order != sorted(order)
    assert len({tuple(order) for order in orders}) == 3


def test_with_more_people_than_chairs_the_circle_closes_and_the_number_stands(meeting):
    for n in range(41):
        meeting.house.presence.arrive(meeting.id, f"p{n}", f"s{n}")
    html = meeting.seen()
    assert dots(html) == []
    assert "41 er med" in html


# --- covered and over ---


def test_a_covered_screen_holds_no_word_of_what_it_covers(meeting):
    meeting.go("sedler")
    meeting.write("sedler", "hemmelig 1", "hemmelig 2", "hemmelig 3", "hemmelig 4")
    meeting.lead("sedler", type="reveal")
    meeting.lead(type="cover", on=True)
    html = meeting.seen()
    assert "Kig op." in html
    assert "hemmelig" not in html and "Hvad giver" not in html


def test_when_it_is_over_the_room_reads_when_everything_is_deleted(meeting):
    meeting.go("sedler")
    meeting.lead(type="end")
    html = meeting.seen()
    delete_at = meeting.log.meeting(meeting.id).delete_at
    assert f"Alt bliver slettet {words('da').when(delete_at)}." in html
    assert meeting.row.code not in html


def test_the_picture_fits_a_meeting_in_each_language():
    for lang, word in {"da": "Kig op.", "nb": "Se opp.", "nn": "Sjå opp.", "en": "Look up."}.items():
        meeting = Meeting(replace(PLAN, lang=lang))
        meeting.lead(type="cover", on=True)
        assert word in meeting.seen()
        assert f'<html lang="{lang}"' in meeting.seen()
