"""Scale: several statements, each its own spread, no average anywhere, and two rounds told apart in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared import gallery, spread
from shared.activity import Audience, Refused
from shared.spread import movement
from shared.words import words
from tests.given import Given

THREE = ["Jeg kan bede om hjælp", "Jeg har noget at se frem til", "Jeg bestemmer selv"]


def placed(*people, **settings):
    """A step where each of these has placed the statements; -1 skips one."""
    step = Given("scale", **{"statements": THREE, **settings})
    for n, points in enumerate(people):
        named = dict(zip(("first", "second", "third"), points, strict=False))
        step.happened(f"person-{n}", *step.when(f"person-{n}", "place", **named))
    return step


def cells(step, audience="projector"):
    return [row["cells"] for row in step.seen_by(audience)["rows"]]


# --- placing ------------------------------------------------------------------------------------------------------


def test_every_statement_can_be_skipped_by_itself():
    step = placed([0, -1, 4])
    assert [row["at"] for row in step.seen_by("participant", "person-0")["rows"]] == [0, -1, 4]


def test_a_mark_can_be_moved_until_answering_is_closed():
    step = placed([0, 1, 2])
    step.happened("person-0", *step.when("person-0", "place", first="3"))
    assert [row["at"] for row in step.seen_by("participant", "person-0")["rows"]] == [3, -1, -1]
    with pytest.raises(Refused, match="step_closed"):
        step.standing(answering=False).when("person-0", "place", first=0)


def test_only_the_one_who_placed_it_sees_where():
    assert placed([0, 1, 2]).seen_by("participant", "a stranger")["mine"] == []


@pytest.mark.parametrize("points, key", [({}, "nothing_chosen"), ({"first": 5}, "options_changed")])
def test_what_does_not_fit_is_refused_kindly(points, key):
    with pytest.raises(Refused, match=key):
        placed().when("anna", "place", **points)


@pytest.mark.parametrize(
    "settings, points",
    [({}, 5), ({"kind": "0-10"}, 11), ({"kind": "words", "points": 8}, 8), ({"labels": ["Lidt", "Meget"]}, 2)],
)
def test_a_plan_chooses_words_or_numbers(settings, points):
    assert placed(**settings).seen_by("projector")["points"] == points


def test_a_private_scale_sends_nothing():
    step = placed(private=True)
    with pytest.raises(Refused, match="nothing_to_do"):
        step.when("anna", "place", first=1)
    drawn = gallery.draw("scale", "on_the_phone_alone", "participant", words("en"))
    assert 'name="first"' not in drawn and 'data-own="first"' in drawn


# --- the spread ---------------------------------------------------------------------------------------------------


def test_nothing_is_counted_before_answering_is_closed_however_it_is_let_out():
    step = placed(*[[n % 5, 0, 0] for n in range(12)])
    for release in ("together", "review", "live"):
        assert step.standing(release=release).then_by_itself() == []


def test_a_statement_that_fewer_than_four_placed_is_not_shown_beside_one_that_more_did():
    step = placed([0, 1, -1], [0, 1, 2], [0, 3, 2], [1, -1, 2], [3, -1, -1]).all_shown()
    assert cells(step) == [[3, 2, 0, 2, 0], None, None]


def test_one_and_two_at_a_point_look_the_same_and_whoever_leads_sees_no_more():
    step = placed([0], [0], [0], [1], [2], [2]).all_shown()
    assert cells(step)[0] == cells(step, "facilitator")[0] == [3, 2, 2, 0, 0]


def test_there_is_no_average_and_no_nought_on_any_screen():
    for audience in gallery.AUDIENCES:
        picture = drawn("disclosed", audience)
        assert ">0<" not in picture and "0 of us" not in picture and "average" not in picture


def test_the_notes_hold_only_what_more_than_a_few_stood_at_and_only_once_it_was_shown():
    step = placed([0], [0], [0], [1])
    assert step.kind.notes(step.state) == []
    step.all_shown()
    assert [(s.title, s.counts) for s in step.kind.notes(step.state)] == [(THREE[0], [("1", 3)])]


# --- two rounds ---------------------------------------------------------------------------------------------------


def second(before, *people):
    """A second round after one that the room saw like this, closed and shown."""
    step = placed(*people, compare_with="before").standing(before=[before])
    step.happened("", *step.then_by_itself())
    step.standing(answering=False, before=[before])
    step.happened("", *step.then_by_itself())
    step.happened("lead", *step.when_revealed())
    return step.seen_by("projector")["rows"][0]


def test_two_rounds_that_fewer_than_three_can_have_moved_between_are_called_the_same():
    row = second([2, 2, 0, 0, 0], [0], [0], [4], [4])
    assert row == {"name": THREE[0], "cells": None, "moved": "same"}


def test_no_picture_beside_the_first_one_shows_one_person_move():
    alike = second([2, 2, 0, 0, 0], [0], [0], [1], [1])
    assert alike == second([2, 2, 0, 0, 0], [0], [1], [1], [2])


@pytest.mark.parametrize(
    "before, after, moved",
    [
        ([4, 1, 0, 0, 0], [0, 0, 1, 4, 0], "up"),
        ([0, 0, 1, 4, 0], [4, 1, 0, 0, 0], "down"),
        ([0, 0, 6, 0, 0], [3, 0, 0, 0, 3], "otherwise"),
        (None, [4, 0, 0, 0, 0], None),
        ([4, 0, 0], None, None),
        ([4, 0, 0], [0, 0, 0, 0, 4], None),
    ],
)
def test_movement_is_told_in_words_where_both_rounds_were_seen(before, after, moved):
    assert movement(before, after) == moved


def test_only_what_the_room_saw_of_the_first_round_is_compared_with():
    first = placed([0], [0], [1], [2])
    assert first.kind.spread(first.state) == [None, None, None]
    assert first.all_shown().kind.spread(first.state) == [[2, 1, 1, 0, 0], None, None]


@given(some.lists(some.integers(0, 9), min_size=5, max_size=5), some.lists(some.integers(0, 4), max_size=2))
def test_two_people_who_move_are_never_told_from_nobody_who_did(before, moves):
    after = list(before)
    for at in moves:
        if after[at]:
            after[at] -= 1
            after[(at + 1) % 5] += 1
    if sum(before):
        assert spread.against([before], [after]) == spread.against([before], [before])


# --- the screens --------------------------------------------------------------------------------------------------


def drawn(name, audience: Audience = "projector", lang="en"):
    return gallery.draw("scale", name, audience, words(lang))


def test_a_phone_that_has_passed_and_one_that_has_sent_look_alike():
    looks = {drawn(name, "participant").partition('<div class="stack">')[0] for name in ("mine_is_sent", "passed")}
    assert len(looks) == 1


def test_skipping_a_statement_is_a_choice_like_the_others():
    assert drawn("empty", "participant").count('value="-1"') == 3


def test_the_room_sees_one_statement_at_a_time():
    assert THREE[0] not in drawn("disclosed_second")
    assert "Jeg har noget at se frem til" in drawn("disclosed_second")


def test_the_second_round_says_in_words_what_moved_and_shows_no_picture_where_little_did():
    assert "towards “Tæt på”" in drawn("moved_up")
    assert "About the same as before." in drawn("about_the_same") and 'class="tube' not in drawn("about_the_same")
