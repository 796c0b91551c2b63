"""Small groups: everybody who wants company has some, and nobody is told what anyone chose."""

from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from shared import gallery
from shared.activities.small_groups import How, grouped
from shared.activity import Moment, Refused
from shared.anonymity import SeededChance
from shared.words import words
from tests.given import Given
from tests.rooms import TALKING, Room, small_plan


def wished(**hows: str):
    return [(who, {"type": "wished", "how": how}) for who, how in hows.items()]


def made(step: Given, **fields) -> Given:
    step.happened("lead", *step.when("lead", "make_groups", **fields))
    return step


def group_sizes(together: int, threes: int, size: int) -> list[int]:
    wishes: dict[str, Any] = {f"g{n}": "group" for n in range(together)} | {f"t{n}": "three" for n in range(threes)}
    groups = grouped(wishes, size, SeededChance(together * 7 + threes))
    assert sorted(who for group in groups for who in group) == sorted(wishes), "everybody has one place"
    return sorted(map(len, groups))


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_nobody_who_wants_company_is_left_alone(size):
    for together, threes in product(range(16), range(16)):
        if together + threes > 1:
            assert min(group_sizes(together, threes, size)) >= 2, (together, threes)


@pytest.mark.parametrize("size", [3, 4, 5])
def test_two_are_only_a_group_when_pairs_were_meant_or_only_two_came(size):
    for together, threes in product(range(16), range(16)):
        if together + threes > 2:
            assert min(group_sizes(together, threes, size)) >= 3, (together, threes)


@pytest.mark.parametrize(
    "together, size, expected",
    [
        (4, 2, [2, 2]),
        (5, 2, [2, 3]),
        (6, 3, [3, 3]),
        (8, 3, [4, 4]),
        (7, 4, [3, 4]),
        (9, 5, [4, 5]),
        (12, 4, [4, 4, 4]),
    ],
)
def test_groups_are_about_as_large_as_was_asked_for(together, size, expected):
    assert group_sizes(together, 0, size) == expected


def test_those_who_ask_for_three_are_three_also_where_others_are_two():
    wishes: dict[str, How] = {"a": "three", "b": "three", "c": "three", "d": "group", "e": "group"}
    groups = grouped(wishes, 2, SeededChance(3))
    assert sorted(map(sorted, groups)) == [["a", "b", "c"], ["d", "e"]]


def test_each_phone_learns_its_own_sign_alone():
    step = made(Given("small_groups", *wished(a="group", b="group", c="group", d="group", e="alone"), size=2))
    signs = {who: step.seen_by("participant", who)["sign"] for who in "abcde"}
    assert signs["e"] is None
    assert len({signs[who].n for who in "abcd"}) == 2
    assert "signs" not in step.seen_by("participant", "a") and "places" not in step.seen_by("participant", "a")


@pytest.mark.parametrize("audience", ["projector", "facilitator"])
@pytest.mark.parametrize("before", [True, False], ids=["before the groups", "after"])
def test_no_screen_tells_who_or_how_many_are_on_their_own(audience, before):
    def seen(**hows):
        step = Given("small_groups", *wished(**hows))
        if not before:
            made(step)
        return step.seen_by(audience)

    one = seen(a="group", b="group", c="group", d="alone")
    two = seen(a="group", b="group", c="group", d="alone", e="alone", f="alone")
    assert one == two


def test_the_signs_stay_as_they_were_made_whoever_comes_or_goes():
    step = made(Given("small_groups", *wished(a="group", b="group", c="group")))
    before = step.seen_by("projector")
    step.happened("a", *step.when("a", "wish", how="alone"))
    step.happened("d", *step.when("d", "wish", how="group"))
    step.happened("", *step.then_by_itself())
    assert step.seen_by("projector") == before


def test_whoever_comes_late_is_given_a_group_and_not_an_empty_one():
    step = made(Given("small_groups", *wished(a="group", b="group")), number=3)
    step.happened("c", *step.when("c", "wish", how="group"))
    step.happened("", *step.then_by_itself())
    others = {step.seen_by("participant", who)["sign"].n for who in "ab"}
    assert step.seen_by("participant", "c")["sign"].n in others
    assert step.then_by_itself() == []


def test_whoever_thinks_again_and_comes_back_finds_the_same_group():
    step = made(Given("small_groups", *wished(a="group", b="group", c="group")))
    before = step.seen_by("participant", "a")["sign"]
    step.happened("a", *step.when("a", "wish", how="alone"))
    assert step.seen_by("participant", "a")["sign"] is None
    step.happened("a", *step.when("a", "wish", how="group"))
    assert step.then_by_itself() == []
    assert step.seen_by("participant", "a")["sign"] == before


def test_a_room_without_phones_says_how_many_signs_it_wants():
    step = made(Given("small_groups"), number=4)
    assert len({(sign.colour, sign.shape) for sign in step.seen_by("projector")["signs"]}) == 4


def test_groups_are_made_also_when_nobody_wants_one_so_that_nothing_can_be_told_from_it():
    assert len(made(Given("small_groups", *wished(a="alone"))).seen_by("projector")["signs"]) == 1


def test_mixing_again_gives_new_groups_and_takes_half_time_away():
    step = made(Given("small_groups", *wished(a="group", b="group")))
    step.happened("lead", *step.when("lead", "half_time", on=True))
    assert not made(step).seen_by("projector")["half"]


@pytest.mark.parametrize("type, fields", [("make_groups", {}), ("half_time", {"on": True})])
def test_only_the_one_who_leads_makes_groups_and_says_half_time(type, fields):
    with pytest.raises(Refused, match="not_yours"):
        Given("small_groups").when("anna", type, **fields)


def test_a_wish_is_refused_when_the_step_is_closed():
    with pytest.raises(Refused, match="step_closed"):
        Given("small_groups").standing(answering=False).when("anna", "wish", how="alone")


def test_half_time_comes_by_itself_when_half_of_the_time_since_the_groups_has_gone():
    t = words("da")
    shown = {
        name: t("groups.half.text") in gallery.draw("small_groups", name, "projector", t)
        for name in ("in_a_group", "halfway_by_itself", "halfway_said", "no_swap")
    }
    assert shown == {"in_a_group": False, "halfway_by_itself": True, "halfway_said": True, "no_swap": False}


def test_the_three_choices_are_buttons_of_one_kind():
    drawn = gallery.draw("small_groups", "empty", "participant", words("en"))
    assert drawn.count('<button class="btn btn-2 btn-wide" name="how"') == 3


def test_a_neighbour_sees_the_same_page_whatever_was_wished():
    waiting = {
        gallery.draw("small_groups", name, "participant", words("en")).partition("<details")[0]
        for name in ("wished_a_group", "wished_alone")
    }
    assert len(waiting) == 1


def test_a_wish_moves_no_other_screen():
    room = Room({"da": replace(small_plan(), steps=TALKING)})
    room.go("groups")
    people, told = room.phones(6), []
    room.house.live.tell = lambda _, who: told.append(who)
    for phone, how in zip(people, ("group", "alone", "three", "group", "alone"), strict=False):
        assert phone.do("wish", "groups", how=how).get_json() == {"kept": True}
    assert told == []
    room.lead("make_groups", "groups")
    assert told == ["all"]
    late = people[5]
    late.do("wish", "groups", how="group")
    assert told == ["all"]
    assert words("da")("groups.yours") in late.page()
    room.close()


def test_a_wish_can_be_taken_back_and_is_then_gone():
    room = Room({"da": replace(small_plan(), steps=TALKING)})
    room.go("groups")
    anna = room.phone()
    anna.do("wish", "groups", how="alone")
    anna.do("take_back", "groups", key="wish")
    assert room.meeting.stand("groups").state.wishes == {}
    assert words("da")("groups.choose") in anna.page()
    room.close()


def test_groups_leave_nothing_behind():
    assert made(Given("small_groups", *wished(a="group", b="alone"))).in_the_notes() == []


def test_the_time_the_groups_were_made_is_a_whole_minute():
    step = Given("small_groups", *wished(a="group"))
    step.now = Moment(SeededChance(1), now=1234)
    assert step.when("lead", "make_groups")[0]["at"] == 1234


def test_groups_that_are_undone_can_be_made_again_and_nobody_is_lost():
    room = Room({"da": replace(small_plan(), steps=TALKING)})
    room.go("groups")
    people = room.phones(5)
    for phone in people[:4]:
        phone.do("wish", "groups", how="group")
    room.lead("make_groups", "groups")
    people[4].do("wish", "groups", how="group")
    room.undo()
    assert all(words("da")("groups.wait") in phone.page() for phone in people)
    room.lead("make_groups", "groups")
    assert all(words("da")("groups.yours") in phone.page() for phone in people)
    room.close()
