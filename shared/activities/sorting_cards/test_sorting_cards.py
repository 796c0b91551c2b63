"""Sorting cards: only for oneself. Nobody learns who decides what in anyone's life."""

import pytest

from shared.activities.sorting_cards import SETS
from shared.activity import Refused
from shared.words import LANGUAGES
from tests.given import Given


@pytest.mark.parametrize("who", ["anna", "lead"])
def test_there_is_nothing_to_send(who):
    with pytest.raises(Refused, match="nothing_to_do"):
        Given("sorting_cards").when(who, "nothing")


def test_everyday_decisions_stand_in_every_language():
    assert set(SETS["decisions"]) == set(LANGUAGES)
    assert len({len(cards) for cards in SETS["decisions"].values()}) == 1


def test_a_plan_may_bring_its_own_cards():
    step = Given("sorting_cards", cards=["Hvornår jeg står op"])
    assert step.seen_by("participant", "anna")["deck"]["en"] == ["Hvornår jeg står op"]


def test_nothing_goes_into_the_notes():
    assert Given("sorting_cards").in_the_notes() == []
