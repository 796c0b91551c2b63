"""Speaking list: a hand goes up in silence, everybody sees it, and once it is down it has never been."""

import pytest
from msgspec.structs import replace

from shared import gallery
from shared.activity import Refused
from shared.words import words
from tests.given import Given
from tests.rooms import TALKING, Room, small_plan


@pytest.fixture
def room():
    room = Room({"da": replace(small_plan(), steps=TALKING)})
    room.go("list")
    yield room
    room.close()


def up(room: Room) -> list[int]:
    return [hand.n for hand in room.seen_by("projector", "list")["hands"]]


def on_disk(room: Room) -> list[str]:
    return [fact.body["type"] for fact in room.house.log.read(room.id) if fact.body and fact.step == "list"]


def test_hands_are_listed_in_the_order_they_went_up(room):
    people = room.phones(3)
    for phone in people:
        phone.do("raise_hand", "list")
    own = [room.meeting.stand("list").state.hands[who] for who in room.meeting.stand("list").state.hands]
    assert up(room) == own and len(set(own)) == 3


def test_every_screen_is_told_at_once_as_with_a_hand_in_the_room(room):
    told = []
    anna = room.phone()
    room.house.live.tell = lambda _, who: told.append(who)
    anna.do("raise_hand", "list")
    anna.do("lower_hand", "list")
    assert told == ["all", "all"]


def test_one_press_takes_it_down_and_nothing_of_it_is_kept(room):
    anna = room.phone()
    anna.do("raise_hand", "list")
    assert "raised" in on_disk(room)
    anna.do("lower_hand", "list")
    assert up(room) == []
    assert "raised" not in on_disk(room)
    assert words("da")("hands.raise") in anna.page()


def test_whoever_leads_takes_one_down_and_the_next_is_first(room):
    anna, bo = room.phones(2)
    for phone in (anna, bo):
        phone.do("raise_hand", "list")
    first, second = up(room)
    room.lead("lower_hand", "list", hand=first)
    assert up(room) == [second]
    assert words("da")("hands.first") in bo.page()
    assert on_disk(room).count("raised") == 1


def test_all_hands_can_be_taken_down_at_once(room):
    for phone in room.phones(4):
        phone.do("raise_hand", "list")
    room.lead("lower_all", "list")
    assert up(room) == [] and "raised" not in on_disk(room)


def test_undo_brings_no_hand_back(room):
    room.phone().do("raise_hand", "list")
    room.lead("lower_all", "list")
    room.undo()
    assert up(room) == [] and "raised" not in on_disk(room)


def test_going_on_takes_every_hand_down(room):
    for phone in room.phones(3):
        phone.do("raise_hand", "list")
    room.go("round")
    assert "raised" not in on_disk(room)
    room.go("list")
    assert up(room) == []


def test_the_end_of_the_meeting_takes_every_hand_down(room):
    room.phone().do("raise_hand", "list")
    room.end()
    assert "raised" not in on_disk(room)


def test_a_hand_has_a_new_sign_each_time(room):
    anna, signs = room.phone(), set()
    for _ in range(8):
        anna.do("raise_hand", "list")
        signs |= set(up(room))
        anna.do("lower_hand", "list")
    assert len(signs) > 3


def test_a_hand_stands_under_a_name_that_no_other_step_knows(room):
    anna = room.phone()
    anna.do("wish", "groups", how="alone")
    room.go("groups")
    anna.do("wish", "groups", how="alone")
    room.go("list")
    anna.do("raise_hand", "list")
    assert room.meeting.stand("list").state.hands.keys().isdisjoint(room.meeting.stand("groups").state.wishes)


def test_a_second_press_leaves_the_first_hand_where_it_is(room):
    anna = room.phone()
    anna.do("raise_hand", "list")
    before = up(room)
    assert anna.do("raise_hand", "list").status_code == 409
    assert up(room) == before


def test_taking_down_a_hand_that_is_not_up_does_nothing(room):
    assert room.phone().do("lower_hand", "list").get_json() == {"kept": True}


def test_nobody_takes_down_the_hand_of_another():
    step = Given("speaking_list", ("anna", {"type": "raised", "hand": 4}), ("", {"type": "listed", "hands": [4]}))
    assert step.when("bo", "lower_hand", hand=4) == []
    with pytest.raises(Refused, match="not_yours"):
        step.when("bo", "lower_all")


def test_when_every_sign_is_taken_hands_go_up_in_the_room():
    facts = [(f"p{n}", {"type": "raised", "hand": n}) for n in range(40)]
    with pytest.raises(Refused, match="list_is_full"):
        Given("speaking_list", *facts).when("anna", "raise_hand")


@pytest.mark.parametrize("lang", ["da", "nb", "nn", "en"])
def test_what_raising_does_is_said_before_it_is_pressed(lang):
    t = words(lang)
    drawn = gallery.draw("speaking_list", "empty", "participant", t)
    assert drawn.index(t("hands.public")) < drawn.index(t("hands.raise"))


def test_hands_are_in_no_notes():
    assert Given("speaking_list", ("anna", {"type": "raised", "hand": 4})).in_the_notes() == []
