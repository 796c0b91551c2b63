"""Reflection: a quiet time. Nothing reaches the server unless someone shares a piece on purpose."""

import re

import pytest

from shared import gallery
from shared.activity import Refused
from shared.words import LANGUAGES, words
from tests.given import Given, wrote

FOUR = wrote("I koret", "Ved havnen", "Hos min søster", "I kø hos bageren")


def step(*facts, **settings):
    return Given("reflection", *facts, **settings)


def test_there_is_nothing_to_send_unless_the_plan_lets_people_share():
    with pytest.raises(Refused, match="nothing_to_do"):
        step().when("anna", "add", key="k", text="Ro")
    assert not step().kind.collects(step().state)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_far_ahead_one_thinks_is_ones_own_choice_in_words_and_stays_on_the_phone(lang):
    drawn = gallery.draw("reflection", "how_far_ahead", "participant", words(lang))
    ways = re.findall(r'data-value="(\w+)"', drawn)
    assert ways == ["week", "half", "year", "five", "none"]
    assert words(lang)("reflection.horizon.none") in drawn
    assert 'name="horizon"' not in drawn
    assert 'data-own="horizon"' not in gallery.draw("reflection", "working", "participant", words(lang))


def test_what_is_shared_on_purpose_waits_as_every_note_does():
    shared = step(*FOUR, share=True)
    assert shared.then_by_itself() == []
    assert shared.seen_by("projector")["shown"] == shared.seen_by("facilitator")["gathered"] == []
    assert len(shared.all_shown().seen_by("projector")["shown"]) == 4


def test_one_piece_is_shared_and_not_two():
    with pytest.raises(Refused, match="no_notes_left"):
        step(*FOUR, share=True).when("person-0", "add", key="another", text="Mere")


def test_the_notes_hold_only_what_was_shown():
    assert step(*FOUR, share=True).in_the_notes() == []
    assert sorted(step(*FOUR, share=True).all_shown().in_the_notes())[0] == "Hos min søster"
