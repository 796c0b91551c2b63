"""Check-out: what people take with them, in a word or a sentence."""

import pytest

from shared.activity import Refused
from tests.given import Given, wrote

FOUR = wrote("Ro", "Mod", "Luft", "Tak")


def step(*facts, **settings):
    return Given("check_out", *facts, **settings)


def test_a_word_has_room_for_thirty_characters_and_a_sentence_for_more():
    sentence = "Det, der giver mening, behøver ikke være stort."
    with pytest.raises(Refused, match="text_too_long"):
        step(form="word").when("anna", "add", key="k", text=sentence)
    assert step(form="sentence").when("anna", "add", key="k", text=sentence)


def test_each_person_takes_one_thing_with_them():
    with pytest.raises(Refused, match="no_notes_left"):
        step(*FOUR).when("person-0", "add", key="another", text="Mere")


def test_the_words_come_up_all_at_once_when_it_is_time():
    writing = step(*FOUR)
    assert writing.seen_by("projector")["spread"] == []
    shown = writing.all_shown().seen_by("projector")
    assert {note["text"] for page in shown["spread"] for note in page["notes"]} == {"Ro", "Mod", "Luft", "Tak"}


def test_sentences_come_as_slips():
    shown = step(*FOUR, form="sentence").all_shown()
    assert [len(page["columns"]) for page in shown.seen_by("projector")["spread"]] == [2]


def test_the_notes_hold_only_what_was_shown():
    writing = step(*FOUR)
    assert writing.in_the_notes() == []
    assert sorted(writing.all_shown().in_the_notes()) == ["Luft", "Mod", "Ro", "Tak"]


# --- compared with how people arrived -------------------------------------------------------------------------------


def leaving(before, *places):
    """A check-out on the scale, closed and shown, after a check-in that the room saw like this."""
    step = Given("check_out", form="scale", compare_with="in").standing(answering=False, before=[before])
    for n, place in enumerate(places):
        step.happened(f"person-{n}", {"type": "voted", "dots": [int(n == place) for n in range(5)]})
    step.happened("", *step.then_by_itself())
    if len(places) > 3:
        step.happened("lead", *step.when_revealed())
    return step.seen_by("projector")


def test_the_group_reads_in_words_which_way_it_has_moved_since_it_arrived():
    assert leaving([4, 1, 0, 0, 0], 2, 3, 3, 3, 4)["row"]["moved"] == "up"


def test_where_fewer_than_three_can_have_moved_the_way_people_leave_is_not_shown_at_all():
    seen = leaving([2, 2, 0, 0, 0], 0, 0, 1, 4)
    assert seen["row"]["moved"] == "same"
    assert seen["row"]["cells"] is seen["sums"] is None


def test_nothing_is_compared_with_an_arrival_that_the_room_did_not_see_or_a_leaving_of_three():
    assert leaving(None, 0, 0, 1, 4)["row"]["moved"] is None
    assert leaving([4, 0, 0, 0, 0], 3, 3, 3)["row"]["moved"] is None


def test_how_it_was_on_the_scale_stays_in_the_room():
    step = Given("check_out", form="scale")
    for n in range(4):
        step.happened(f"person-{n}", {"type": "voted", "dots": [1, 0, 0, 0, 0]})
    assert step.all_shown().in_the_notes() == []
