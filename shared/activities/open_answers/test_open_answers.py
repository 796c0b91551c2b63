"""Open answers: everyone may answer in their own words, and nobody sees who wrote what."""

import pytest

from shared.activity import Refused
from tests.given import Given, wrote

FOUR = wrote("Ro", "Mod", "Søvn", "En kat")


def step(*facts, **settings):
    return Given("open_answers", *facts, **settings)


def test_an_answer_is_kept_as_it_was_written():
    assert step().when("anna", "add", key="k", text="  Min kat.  ") == [
        {"type": "added", "key": "k", "text": "Min kat.", "promised": "together", "reworded": False}
    ]


def test_writing_again_under_the_same_name_changes_the_answer():
    after = step(("anna", {"type": "added", "key": "k", "text": "Ro"}))
    after.happened("anna", *after.when("anna", "add", key="k", text="Uro"))
    assert [note["text"] for note in after.seen_by("participant", "anna")["mine"]] == ["Uro"]


def test_a_second_answer_is_refused_where_the_plan_says_one():
    with pytest.raises(Refused, match="no_notes_left"):
        step(("anna", {"type": "added", "key": "k", "text": "Ro"})).when("anna", "add", key="another", text="Mod")


def test_a_plan_may_give_room_for_three_answers():
    after = step(("anna", {"type": "added", "key": "k", "text": "Ro"}), per_person=3)
    assert after.seen_by("participant", "anna")["left"] == 2
    assert after.when("anna", "add", key="another", text="Mod")


@pytest.mark.parametrize("text, key", [("", "text_empty"), (" \n ", "text_empty"), ("x" * 21, "text_too_long")])
def test_an_answer_without_words_or_with_too_many_is_refused_kindly(text, key):
    with pytest.raises(Refused, match=key):
        step(max_chars=20).when("anna", "add", key="k", text=text)


def test_nothing_new_is_taken_in_after_closing():
    with pytest.raises(Refused, match="step_closed"):
        step().standing(answering=False).when("anna", "add", key="k", text="Ro")


def test_while_people_write_nobody_else_sees_anything():
    writing = step(*FOUR)
    assert writing.then_by_itself() == []
    assert writing.seen_by("projector")["shown"] == writing.seen_by("facilitator")["gathered"] == []
    assert writing.seen_by("participant", "person-0")["mine"] == [{"key": "k", "text": "Ro", "shown": False}]


def test_closing_lets_the_one_who_leads_read_and_shows_nothing():
    closed = step(*FOUR).standing(answering=False)
    closed.happened("", *closed.then_by_itself())
    assert {note["text"] for note in closed.seen_by("facilitator")["gathered"]} == {"Ro", "Mod", "Søvn", "En kat"}
    assert closed.seen_by("projector")["shown"] == []


def test_what_is_held_stays_behind_when_the_rest_is_shown():
    closed = step(*FOUR).standing(answering=False)
    closed.happened("", *closed.then_by_itself())
    held = closed.seen_by("facilitator")["gathered"][0]
    closed.happened("lead", *closed.when("lead", "hold", id=held["id"]))
    closed.happened("lead", *closed.when_revealed())
    shown = [note["text"] for note in closed.seen_by("projector")["shown"]]
    assert held["text"] not in shown
    assert len(shown) == 3


def test_three_people_are_too_few_to_show_unless_the_room_agrees():
    closed = step(*FOUR[:3]).standing(answering=False)
    closed.happened("", *closed.then_by_itself())
    with pytest.raises(Refused, match="few_answers"):
        closed.when_revealed()
    assert closed.standing(answering=False, few=True).when_revealed()


def test_no_participant_can_show_or_hide_anything():
    shown = step(*FOUR).all_shown()
    with pytest.raises(Refused, match="not_yours"):
        shown.when("anna", "hide", id=shown.seen_by("projector")["shown"][0]["id"])


def test_the_projector_gets_at_most_eight_answers_on_a_page():
    shown = step(*wrote(*(f"Svar {n}" for n in range(20)))).all_shown()
    pages = shown.seen_by("projector")["spread"]
    assert [sum(map(len, page["columns"])) for page in pages] == [8, 8, 4]
    assert shown.seen_by("facilitator")["pages"] == 3


def test_the_notes_hold_only_what_was_shown():
    writing = step(*FOUR)
    assert writing.in_the_notes() == []
    assert sorted(writing.all_shown().in_the_notes()) == ["En kat", "Mod", "Ro", "Søvn"]
