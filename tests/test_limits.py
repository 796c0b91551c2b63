"""Limits that people never meet, and that whoever would spoil a meeting does. Cases A11, O05, O06, O07."""

from __future__ import annotations

import http.client
import threading
import time

import pytest

from facilitator import keys
from participant import pace
from participant.guesses import IN_ALL, MOST, WINDOW, Guesses
from participant.pace import Pace
from samklang import looking
from samklang.looking import Looks
from shared import door
from shared.buckets import Bucket
from shared.words import words
from tests.rooms import Room
from tests.servers import Leading, Server, serving, until
from tests.test_canary import Wanderer as Wandering

CLOSE_TOGETHER = 1.0  # seconds: within this the door opens for the right code, whatever somebody else does


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def type_code(room: Room, code: str, address: str = "192.168.7.7", **headers: str):
    browser = room.app.test_client()
    return browser.post("/", data={"code": code}, headers=headers, environ_base={"REMOTE_ADDR": address})


def wrong(n: int) -> str:
    """A whole code that is nothing like the room's."""
    return "".join(door.ALPHABET[n // len(door.ALPHABET) ** place % len(door.ALPHABET)] for place in range(door.CODE))


def test_A11_ten_thousand_wrong_codes_open_nothing_and_keep_nobody_out(room):
    answers = [type_code(room, wrong(n)).status_code for n in range(10_000)]
    assert set(answers) == {404, 429} and answers.count(404) <= MOST
    waited = []
    for n in range(40):
        began = time.perf_counter()
        assert type_code(room, room.row.code, f"192.168.7.{100 + n}").status_code == 303
        waited.append(time.perf_counter() - began)
    assert sorted(waited)[38] < CLOSE_TOGETHER
    assert room.app.test_client().get(f"/J/{room.row.secret}").status_code == 303, "the QR code opens at any time"


def test_A11_a_guesser_with_many_addresses_is_held_up_too(clock):
    guesses = Guesses(clock)
    for n in range(IN_ALL):
        assert not guesses.too_many(f"10.0.0.{n}")
        guesses.note(f"10.0.0.{n}")
    assert guesses.too_many("10.0.0.1") and not guesses.too_many("10.0.1.1")
    clock.now += WINDOW
    assert not guesses.too_many("10.0.0.1")


def test_A11_what_is_kept_of_a_guesser_is_no_address_and_is_forgotten(clock):
    guesses = Guesses(clock)
    guesses.note("10.1.2.3")
    assert b"10.1.2.3" not in repr(guesses.__dict__).encode()
    clock.now += WINDOW
    guesses.too_many("x")
    assert guesses._wrong == {b"": 0} or not guesses._wrong.total()


def test_O07_a_whole_room_behind_one_address_that_mistypes_is_never_asked_to_wait(room):
    code = room.row.code
    for n in range(60):
        slip = "A" if code[n % 6] != "A" else "C"
        mistyped = code[: n % 6] + slip + code[n % 6 + 1 :]
        assert type_code(room, mistyped if n % 2 else code[:4]).status_code == 404
        assert type_code(room, code).status_code == 303


def test_behind_a_proxy_the_guesser_is_whom_the_proxy_saw():
    room = Room(public_url="https://samklang.example")
    answers = [type_code(room, wrong(n), "127.0.0.1", **{"X-Forwarded-For": "203.0.113.9"}) for n in range(40)]
    assert answers[-1].status_code == 429
    right = type_code(room, room.row.code, "127.0.0.1", **{"X-Forwarded-For": "203.0.113.9, 203.0.113.10"})
    assert right.status_code == 303
    room.close()


def test_without_a_proxy_nobody_can_say_they_are_somebody_else(room):
    answers = [type_code(room, wrong(n), **{"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(40)]
    assert answers.count(404) == MOST


def test_O06_a_phone_that_floods_is_asked_to_wait_and_the_others_notice_nothing(room):
    room.go("wall")
    flooder, anna = room.phone(), room.phone()
    answers = [flooder.do("pass", "wall") for _ in range(60)]
    assert [answer.status_code for answer in answers[: pace.AT_ONCE]] == [200] * pace.AT_ONCE
    last = answers[-1]
    assert last.status_code == 429
    assert last.get_json() == {"refused": words("da")("refused.too_fast"), "retry": True}
    anna.add("wall", "En sang")
    assert flooder.get().status_code == 200, "it may still look"


def test_O06_without_a_script_the_words_are_still_there(room):
    room.go("wall")
    phone = room.phone()
    for _ in range(pace.AT_ONCE + 1):
        phone.do("pass", "wall")
    answer = phone.post("do", phone.form("add", "wall", key="k", text="det jeg var ved at skrive"))
    assert answer.status_code == 429 and "det jeg var ved at skrive" in answer.text


def test_a_flooder_is_heard_again_after_half_a_minute(clock):
    people = Pace(60, clock)
    while people.allows("m", "p"):
        pass
    clock.now += pace.QUIET - 1
    assert not people.allows("m", "p")
    clock.now += 1
    assert people.allows("m", "p") and people.allows("m", "q")


def test_O07_a_full_room_that_answers_in_one_breath_is_heard(clock):
    people = Pace(60, clock)
    assert all(people.allows("m", f"p{n}") for n in range(60) for _ in range(5))
    assert not people.allows("m", "p0"), "more than that is more than a room of people can do"
    assert people.allows("another", "p0"), "and no other room notices"


def test_a_bucket_fills_again(clock):
    bucket = Bucket(2, 0.5, clock)
    assert [bucket.take(), bucket.take(), bucket.take()] == [True, True, False]
    clock.now += 2
    assert bucket.take() and not bucket.full


# --- looking ---


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(looking, "WAIT", 0)


def test_O06_a_phone_that_looks_without_end_is_asked_to_wait_and_nobody_else_is(room, impatient):
    room.go("wall")
    flooder, anna = room.phone(), room.phone()
    wall, lead = room.app.test_client(), room.app.test_client()
    wall.get(f"/screen/{room.id}/{room.row.screen_key}")
    lead.get(f"/lead/key/{keys.make_once(room.house.log)}")
    answers = [flooder.get().status_code for _ in range(looking.PHONE[0] + 100)]
    assert answers.count(429) >= 50 and set(answers) == {200, 429}
    assert anna.get().status_code == room.phone().get("help").status_code == 200
    assert wall.get(f"/screen/{room.id}").status_code == lead.get(f"/lead/m/{room.id}/").status_code == 200
    flooder.add("wall", "det må den stadig")


def test_O06_a_stranger_who_looks_without_end_keeps_nobody_out_who_has_come_in(room, impatient, monkeypatch):
    monkeypatch.setattr(looking, "STREET", (looking.STREET[0], 0.0))
    anna, stranger = room.phone(), room.app.test_client()
    made_up = ["/", "/J/X", f"/m/{room.id}/", "/m/nowhere/", f"/screen/{room.id}", "/lead/", "/nothing"]
    answers = []
    for n in range(looking.STREET[0] * room.config.room_size + 100):
        stranger.set_cookie("token", f"made-up-{n}", path=room.base)
        stranger.set_cookie(keys.COOKIE, f"made-up-{n}", path="/lead")
        answers.append(stranger.get(made_up[n % len(made_up)]).status_code)
    assert answers.count(429) >= 100, "a new name for each look makes nobody somebody else"
    assert anna.get().status_code == 200


def test_O06_whoever_looks_too_often_is_told_so_kindly_and_a_live_screen_keeps_what_it_shows(room, impatient):
    phone = room.phone()
    while phone.get().status_code == 200:
        pass
    assert words("da")("trouble.wait.title") in phone.page()
    assert phone.get(**{"X-Look": "x"}).text.strip() == ""


def test_O07_a_conference_behind_one_address_that_arrives_at_once_is_let_in(room):
    for _ in range(room.config.room_size * 4):
        assert room.app.test_client().get(f"/J/{room.row.secret}", follow_redirects=True).status_code == 200
    phones = room.phones(room.config.room_size)
    assert all(phone.get().status_code == 200 for phone in phones for _ in range(20))


def test_what_is_remembered_of_those_who_look_is_forgotten(clock):
    looks = Looks(60, clock)
    for n in range(looking.MOST + 10):
        assert looks.allows(("street", f"10.0.{n >> 8}.{n & 255}", ""))
        clock.now += 60
    assert len(looks._buckets) < looking.MOST


@pytest.mark.server
def test_O06_while_one_phone_floods_the_others_are_answered_in_their_turn(tmp_path):
    """By order, not by the clock: between a question of a bystander and its answer the flooder gets but a few."""
    with serving(tmp_path, SAMKLANG_LANG="en") as server:
        leading = Leading(server)
        leading.open("demo")
        page = f"/m/{leading.id}/"
        flooders = [come_in(server, leading)] * FLOODING
        bystanders = [come_in(server, leading) for _ in range(5)]
        answered, stop = [], threading.Event()

        def flood(cookies: str) -> None:
            line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            while not stop.is_set():
                line.request("GET", page, headers={"Cookie": cookies})
                answer = line.getresponse()
                answer.read()
                answered.append(answer.status)
            line.close()

        threads = [threading.Thread(target=flood, args=(cookies,)) for cookies in flooders]
        for thread in threads:
            thread.start()
        until(lambda: 429 in answered, "the flooder is asked to wait")
        meanwhile = []
        for _ in range(20):
            for cookies in bystanders:
                before = len(answered)
                assert look(server, page, cookies) == 200
                meanwhile.append(len(answered) - before)
        stop.set()
        for thread in threads:
            thread.join()
        assert sorted(meanwhile)[len(meanwhile) // 2] <= FLOODING
        assert set(answered) == {200, 429}


FLOODING = 20  # connections of the one phone


def come_in(server: Server, leading: Leading) -> str:
    """The cookies of a phone that has come in."""
    with Wandering(server) as phone:
        phone.ask("POST", "/", code=leading.code)
        phone.ask("POST", f"/m/{leading.id}/join", yes="1")
    return "; ".join(f"{name}={value}" for name, value in phone.cookies.items())


def look(server: Server, page: str, cookies: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request("GET", page, headers={"Cookie": cookies})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status
