"""Relation map: only for oneself, in signs and initials. No names are asked for."""

import pytest

from shared import gallery
from shared.activity import Refused
from shared.words import LANGUAGES, words
from tests.given import Given


@pytest.mark.parametrize("who", ["anna", "lead"])
def test_there_is_nothing_to_send(who):
    with pytest.raises(Refused, match="nothing_to_do"):
        Given("relation_map").when(who, "nothing")


def test_everyone_is_told_the_same():
    step = Given("relation_map")
    assert step.seen_by("projector") == step.seen_by("facilitator") == step.seen_by("participant", "anna")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_room_for_a_sign_and_not_for_a_name(lang):
    drawn = gallery.draw("relation_map", "working", "participant", words(lang))
    assert 'id="own-mark" maxlength="3"' in drawn


def test_nothing_goes_into_the_notes():
    assert Given("relation_map").in_the_notes() == []
