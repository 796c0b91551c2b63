"""Limits that people never meet, and that whoever would spoil a meeting does. Cases A11, O05, O06, O07."""

from __future__ import annotations

import time

import pytest

from participant import pace
from participant.guesses import IN_ALL, MOST, WINDOW, Guesses
from participant.pace import Pace
from shared import door
from shared.buckets import Bucket
from shared.words import words
from tests.rooms import Room

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
