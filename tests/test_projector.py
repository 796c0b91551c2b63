"""The projector: what the whole room sees, and nothing that is not on the wall."""

import re
from itertools import pairwise

import pytest
import zxingcpp
from msgspec.structs import replace

from facilitator import projector
from shared import qr
from shared.words import words
from tests.led_rooms import PLAN, LedRoom
from tests.rooms import ADDRESS


@pytest.fixture
def room():
    return LedRoom()


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


def test_the_link_is_swapped_for_a_cookie_so_that_the_key_leaves_the_address_bar(room):
    answer = room.app.test_client().get(f"/screen/{room.id}/{room.row.screen_key}")
    assert answer.status_code == 303
    assert answer.location == f"/screen/{room.id}"
    cookie = answer.headers["Set-Cookie"]
    assert f"Path=/screen/{room.id}" in cookie
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize("address", ["/screen/{id}", "/screen/{id}/wrong", "/screen/nowhere/wrong", "/screen/nowhere"])
def test_without_the_key_there_is_only_a_calm_page(room, address):
    answer = room.app.test_client().get(address.format(id=room.id))
    assert answer.status_code == 404
    assert "Her er ikke noget at vise" in answer.text
    assert room.row.code not in answer.text


def test_a_wrong_key_and_a_meeting_that_never_was_look_the_same(room):
    browser = room.app.test_client()
    wrong, never = browser.get(f"/screen/{room.id}/x" + "y" * 20), browser.get(f"/screen/{'z' * 12}/x" + "y" * 20)
    plain = [re.sub(r'data-look="[^"]*"', "", answer.text) for answer in (wrong, never)]
    assert plain[0] == plain[1]


def test_a_deleted_meeting_leaves_a_calm_page_also_on_a_screen_that_was_open(room):
    browser = room.projector()
    room.house.live.delete(room.id)
    answer = browser.get(f"/screen/{room.id}", headers={"X-Look": "before"})
    assert answer.status_code == 404
    assert answer.headers["X-Digest"]
    assert "Her er ikke noget at vise" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_projector_can_only_look(room, method):
    browser = room.projector()
    for address in (f"/screen/{room.id}", f"/screen/{room.id}/{room.row.screen_key}"):
        assert browser.open(address, method=method).status_code == 405


def test_the_projectors_key_opens_no_other_door(room):
    browser = room.projector()
    assert browser.get("/lead/").status_code in (403, 404)
    assert browser.get(f"/lead/m/{room.id}/notes.md").status_code in (403, 404)


def test_a_screen_that_has_the_picture_already_is_sent_nothing(room):
    browser = room.projector()
    digest = re.search(r'data-digest="(\w+)"', browser.get(f"/screen/{room.id}").text)
    assert digest
    assert browser.get(f"/screen/{room.id}", headers={"X-Look": digest[1]}).status_code == 204
    room.lead("cover", on=True)
    fresh = browser.get(f"/screen/{room.id}", headers={"X-Look": digest[1]})
    assert fresh.status_code == 200
    assert "<html" not in fresh.text and "Kig op." in fresh.text


def test_the_page_is_never_dark_by_itself_and_runs_nothing_inline(room):
    html = room.seen()
    assert 'data-theme="light"' in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)
    assert not re.search(r'(?:src|href)="(?!/static/|#|data:,")', html)


# --- the lobby ---


def test_the_qr_code_leads_to_the_meeting_from_the_back_of_the_room(room):
    html = room.seen()
    path = re.search(r'<path d="(M4 4h7[^"]+)" fill="#000"', html)
    size = re.search(r'class="qr" viewBox="0 0 (\d+) ', html)
    assert path and size
    expected = [f"HTTP://192.0.2.1:8000/J/{room.row.secret}"]
    assert scanned(path[1], int(size[1]), 16) == expected
    assert scanned(path[1], int(size[1]), 3) == expected
    assert int(size[1]) == 29 + 2 * qr.QUIET  # capitals keep the squares large


def test_a_path_of_an_installation_keeps_its_letters():
    assert qr.join_address("https://example.org/Samklang", "ABC") == "HTTPS://EXAMPLE.ORG/Samklang/J/ABC"


def test_the_code_in_the_terminal_can_be_scanned():
    light = qr.terminal("HTTP://192.0.2.1:8000/J/ABC").splitlines()
    picture = Picture(len(light[0]) * 8, len(light) * 16, 0)
    for y, line in enumerate(light):
        for x, block in enumerate(line):
            for half in (0, 1):
                if block == "█" or block == "▀▄"[half]:
                    picture.fill(x * 8, y * 16 + half * 8, 8, 8, 255)
    assert picture.read() == ["HTTP://192.0.2.1:8000/J/ABC"]


def test_the_lobby_says_where_to_go_and_what_to_type(room):
    html = room.seen()
    assert ">192.0.2.1:8000<" in html and ADDRESS not in html
    code = room.row.code
    assert f"<span>{code[:3]}</span><span>{code[3:]}</span>" in html
    assert "Håb og optimisme" in html and room.row.plans["da"].title in html


def test_each_phone_that_joins_is_a_dot_and_nothing_tells_whose(room):
    assert dots(room.seen()) == []
    seen = []
    for n in range(6):
        room.house.presence.arrive(room.id, f"p{n}", f"s{n}")
        seen.append(dots(room.seen()))
    assert [len(taken) for taken in seen] == [1, 2, 3, 4, 5, 6]
    assert "6 er med" in room.seen()
    room.house.presence.leave(room.id, "p1", "s1")
    assert dots(room.seen()) == seen[4]  # as when five were here, whoever it is that left


def test_dots_do_not_stand_in_the_order_people_came(room):
    orders = []
    for _ in range(3):
        row = LedRoom().row
        taken = [set(projector.seats(row, n)) for n in range(projector.CHAIRS + 1)]
        orders.append([(after - before).pop() for before, after in pairwise(taken)])
    for order in orders:
        assert sorted(order) == list(range(projector.CHAIRS))
        assert order != sorted(order)
    assert len({tuple(order) for order in orders}) == 3


def test_with_more_people_than_chairs_the_circle_closes_and_the_number_stands(room):
    for n in range(41):
        room.house.presence.arrive(room.id, f"p{n}", f"s{n}")
    html = room.seen()
    assert dots(html) == []
    assert "41 er med" in html


# --- a step ---


def test_what_waits_is_not_in_the_page_not_even_as_a_number(room):
    room.go("svar")
    empty = room.seen()
    room.write("svar", *(f"venter {n}" for n in range(7)))
    assert room.seen() == empty
    room.lead("close", "svar")  # now facilitators read them; the room does not
    html = room.seen()
    assert "venter" not in html
    for note in room.seen_by("facilitator", "svar")["gathered"]:
        assert note["id"] not in html


def test_what_is_shown_is_on_the_wall_and_what_is_held_or_hidden_is_not(room):
    room.go("svar")
    room.write("svar", "en sang", "en tur", "en ven", "et brev", "en kat")
    room.lead("close", "svar")
    ids = {note["text"]: note["id"] for note in room.seen_by("facilitator", "svar")["gathered"]}
    room.lead("hold", "svar", id=ids["et brev"])
    room.lead("reveal", "svar")
    room.lead("hide", "svar", id=ids["en kat"])
    html = room.seen()
    for text in ("en sang", "en tur", "en ven"):
        assert text in html and ids[text] in html
    for text in ("et brev", "en kat"):
        assert text not in html and ids[text] not in html


def test_no_one_can_be_told_from_the_page(room):
    room.go("svar")
    room.write("svar", *(f"svar {n}" for n in range(6)))
    room.lead("reveal", "svar")
    html = room.seen()
    state = room.meeting.stand("svar").state
    for secret in (*(note.by for note in state.pile.notes.values()), *(note.key for note in state.pile.notes.values())):
        assert f'"{secret}"' not in html and f"-{secret}" not in html
    assert room.row.secret not in html and room.row.screen_key not in html


def test_those_who_come_late_find_the_way_in_on_every_step(room):
    code = room.row.code
    for step in ("svar", "ord"):
        room.go(step)
        html = room.picture()
        assert "192.0.2.1:8000" in html and f"{code[:3]} {code[3:]}" in html


def test_each_step_and_each_page_is_a_scene_of_its_own(room):
    room.go("svar")
    room.write("svar", *(f"svar nummer {n}" for n in range(8)))
    room.lead("reveal", "svar")
    first = room.picture()
    room.lead("turn", "svar", page=1)
    scenes = [re.search(r'class="scene" id="([^"]+)"', html) for html in (first, room.picture())]
    assert [scene and scene[1] for scene in scenes] == ["scene-svar-0", "scene-svar-1"]


def test_words_that_look_like_code_are_shown_as_words(room):
    room.go("svar")
    room.write("svar", "<script>alert(1)</script>", "{{ 7*7 }}", '" onload="x', "en ven")
    room.lead("reveal", "svar")
    html = room.picture()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "{{ 7*7 }}" in html
    assert "<script" not in html and 'onload="' not in html


def test_the_preview_is_the_very_picture_the_room_sees(room):
    for step in ("hello", "svar"):
        room.go(step)
        preview = room.leader().get(f"/lead/m/{room.id}/screen", headers={"X-Look": "something else"})
        assert preview.text == room.picture()


# --- covered and over ---


def test_a_covered_screen_holds_no_word_of_what_it_covers(room):
    room.go("sedler")
    room.write("sedler", "hemmelig 1", "hemmelig 2", "hemmelig 3", "hemmelig 4")
    room.lead("reveal", "sedler")
    room.lead("cover", on=True)
    html = room.seen()
    assert "Kig op." in html
    assert "hemmelig" not in html and "Hvad giver" not in html


def test_when_it_is_over_the_room_reads_when_everything_is_deleted(room):
    room.go("sedler")
    room.lead("end")
    html = room.seen()
    delete_at = room.house.log.meeting(room.id).delete_at
    assert f"Alt bliver slettet {words('da').when(delete_at)}." in html
    assert room.row.code not in html


def test_the_picture_fits_a_meeting_in_each_language():
    for lang, word in {"da": "Kig op.", "nb": "Se opp.", "nn": "Sjå opp.", "en": "Look up."}.items():
        room = LedRoom(replace(PLAN, lang=lang))
        room.lead("cover", on=True)
        assert word in room.seen()
        assert f'<html lang="{lang}"' in room.seen()
