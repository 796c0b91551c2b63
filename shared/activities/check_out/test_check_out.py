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
