"""The computer has got a new address in the middle of a meeting: who hands over what they have is still who they were.

In browsers, with a server that is started again elsewhere: test_coming_back.py.
"""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from shared import door
from tests.rooms import Phone, Room

BEFORE, NOW = "10.0.0.5:8000", "192.168.1.7:8000"


def carried(phone: Phone, host: str = BEFORE) -> str:
    """What the page of a phone that is in has to hand over."""
    phone.client.set_cookie("token", phone.token(), domain=host.partition(":")[0], path=phone.room.base)
    page = phone.client.get(phone.room.base, base_url=f"http://{host}").text
    return re.search(r'data-carry="([^"]+)"', page)[1]  # type: ignore[index]


def person_in(room: Room, host: str = BEFORE) -> tuple[Phone, str]:
    """A phone that has come in at an address, and who it is there."""
    phone = room.phone()
    token = phone.token()
    phone.client.set_cookie("token", token, domain=host.partition(":")[0], path=room.base)
    return phone, token


def hand_over(room: Room, given: str, came_from: str = f"http://{BEFORE}", phone: Phone | None = None) -> TestResponse:
    """What the page at the new address asks, once the earlier one has handed it a pass."""
    client = (phone or room.stranger()).client
    fields = {"pass": given, "from": came_from, "lang": "nn"}
    headers = {"Origin": f"http://{NOW}", "Accept": "application/json"}
    return client.post(f"{room.base}arrive", data=fields, base_url=f"http://{NOW}", headers=headers)


def test_R08_who_hands_over_a_pass_is_the_same_person_in_the_language_they_chose(room):
    phone, token = person_in(room)
    answer = hand_over(room, carried(phone))
    assert answer.get_json() == {"kept": True}
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith(f"token={token};") and "HttpOnly" in cookie for cookie in cookies)
    assert any(cookie.startswith("lang=nn;") for cookie in cookies)
    assert room.house.presence.here(room.id) == 1


def test_R08_a_pass_opens_nothing_where_it_was_given_nor_when_another_page_hands_it_over(room):
    phone, _ = person_in(room)
    given, here = carried(phone), carried(phone, NOW)
    for made, came_from in (
        (here, f"http://{NOW}"),
        (here, f"http://{BEFORE}"),
        (given, f"http://{NOW}"),
        (given, "http://10.0.0.6:8000"),
        (given, ""),
        ("", f"http://{BEFORE}"),
        (f"{given}0", f"http://{BEFORE}"),
        (f"somebody.{given.partition('.')[2]}", f"http://{BEFORE}"),
    ):
        answer = hand_over(room, made, came_from)
        assert answer.status_code == 403
        assert "token=" not in str(answer.headers)


def test_R08_a_pass_is_worth_nothing_once_everyone_was_asked_to_leave(room):
    phone, _ = person_in(room)
    given = carried(phone)
    room.house.log.set_door(room.id, **door.moved(room.house.log.meeting(room.id), "empty"))
    assert hand_over(room, given).status_code == 403


def test_R08_a_phone_that_has_come_in_anew_stays_who_it_is_and_keeps_its_words_to_copy(room):
    phone, _ = person_in(room)
    other, _ = person_in(room, NOW)
    answer = hand_over(room, carried(phone), phone=other)
    assert answer.status_code == 409 and answer.get_json()["retry"] is False
    assert "token=" not in str(answer.headers)


def test_a_page_at_a_public_address_hands_nothing_over():
    room = Room(public_url="https://example.org")
    phone, token = person_in(room)
    person = door.person_of(room.row, token) or ""
    assert "data-carry" not in phone.page()
    assert hand_over(room, door.new_pass(room.row, person, BEFORE)).status_code == 403
    room.close()


@pytest.mark.parametrize("began", [False, True])
def test_whoever_stands_at_the_door_is_told_how_to_go_on_once_the_meeting_is_under_way(room, began):
    if began:
        room.go("wall")
    page = room.stranger("en").page()
    assert ("Were you here before?" in page) is began
