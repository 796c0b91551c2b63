"""Cards: chosen and narrowed down on the phone; the sets are text that can be edited in four languages."""

import pytest

from shared import gallery
from shared.activities.cards import SETS
from shared.activity import Refused
from shared.words import LANGUAGES, words
from tests.given import Given, wrote

LONGEST = 60


def step(*facts, **settings):
    return Given("cards", *facts, **settings)


@pytest.mark.parametrize("name", ["values", "roles", "strengths"])
def test_a_set_has_the_same_cards_in_every_language(name):
    assert set(SETS[name]) == set(LANGUAGES)
    assert len({len(cards) for cards in SETS[name].values()}) == 1
    for cards in SETS[name].values():
        assert len(cards) > 20 and len(set(cards)) == len(cards)
        assert all(0 < len(card) <= LONGEST for card in cards)


def test_what_is_written_for_whoever_edits_is_no_card():
    assert not any(card.startswith("#") for sets in SETS.values() for cards in sets.values() for card in cards)


def test_a_plan_may_bring_its_own_cards():
    assert step(cards=["Ro", "Mod"]).seen_by("participant", "anna")["deck"]["nn"] == ["Ro", "Mod"]
    assert step(set="roles").seen_by("participant", "anna")["deck"] == SETS["roles"]


def test_cards_are_narrowed_in_rounds_or_a_few_are_kept_at_once():
    assert step().seen_by("participant", "anna")["rounds"] == [10, 5, 3]
    assert step(keep=2).seen_by("participant", "anna")["rounds"] == [2]
    assert step(narrow=[]).seen_by("participant", "anna")["rounds"] == [3]


def test_one_card_may_be_shared_and_no_more():
    assert step().when("anna", "add", key="k", text="Ro")
    with pytest.raises(Refused, match="no_notes_left"):
        step(*wrote("Ro")).when("person-0", "add", key="another", text="Mod")


def test_neither_the_room_nor_whoever_leads_is_told_which_cards_there_are_to_choose_from():
    for audience in ("projector", "facilitator"):
        assert "deck" not in step().seen_by(audience)


def test_a_language_without_a_file_of_its_own_gets_the_english_cards(monkeypatch):
    monkeypatch.delitem(SETS["values"], "nn")
    assert SETS["values"]["en"][1] in gallery.draw("cards", "working", "participant", words("nn"))
