"""Conversation cards: drawn without anyone knowing which, and written in files that anyone can change."""

import pytest
from msgspec.structs import replace

from shared import gallery
from shared.activities.conversation_cards.decks import DECKS
from shared.activity import Refused
from shared.plan import Step
from shared.words import LANGUAGES, words
from tests.given import Given
from tests.rooms import TALKING, Room, small_plan


@pytest.mark.parametrize("name", DECKS)
def test_a_deck_has_as_many_cards_in_every_language_and_each_is_its_own(name):
    deck = DECKS[name]
    assert len({len(deck[lang]) for lang in LANGUAGES}) == 1
    assert 8 <= len(deck["da"]) <= 40
    for lang in LANGUAGES:
        assert len(set(deck[lang])) == len(deck[lang])
        assert all(len(card) <= 160 and "!" not in card for card in deck[lang])


def test_there_is_a_deck_for_each_theme():
    assert {"connectedness", "hope", "identity", "meaning", "empowerment"} <= DECKS.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_card_is_read_in_the_readers_language(lang):
    assert DECKS["hope"][lang][0] in gallery.draw("conversation_cards", "deck", "participant", words(lang))


def test_drawing_on_a_phone_sends_nothing():
    for name in ("deck", "own_cards"):
        assert "<form" not in gallery.draw("conversation_cards", name, "participant", words("da"))


def test_a_card_that_is_turned_without_a_script_is_not_turned_back_by_the_page():
    cards = Step("cards", "conversation_cards", "Kort", 15, settings={"prompt": "Et kort", "deck": "hope"})
    room = Room({"da": replace(small_plan(), steps=[cards, *(step for step in TALKING if step.id != "cards")])})
    room.go("cards")
    assert "http-equiv" not in room.phone().page()
    room.go("round")
    assert "http-equiv" in room.phone().page()
    room.close()


def test_without_a_script_each_card_lies_face_down_and_can_be_turned():
    drawn = gallery.draw("conversation_cards", "own_cards", "participant", words("da"))
    assert drawn.count("<details><summary") == 2


def test_the_card_for_all_is_not_drawn_again_before_the_pile_is_through():
    step = Given("conversation_cards", cards=["Et", "To", "Tre", "Fire"], draw="all")
    drawn = []
    for _ in range(8):
        step.happened("lead", *step.when("lead", "draw_card"))
        drawn.append(step.seen_by("projector")["card"])
    assert sorted(drawn[:4]) == sorted(drawn[4:]) == [0, 1, 2, 3]
    assert drawn[3] != drawn[4]


def test_a_single_card_can_be_drawn_again():
    step = Given("conversation_cards", cards=["Et"], draw="all")
    for _ in range(3):
        step.happened("lead", *step.when("lead", "draw_card"))
    assert step.seen_by("projector")["card"] == 0


def test_putting_it_away_leaves_the_table_empty():
    step = Given("conversation_cards", ("lead", {"type": "drawn", "card": 0}), cards=["Et"], draw="all")
    step.happened("lead", *step.when("lead", "put_away"))
    assert step.seen_by("projector")["card"] is None


def test_where_there_are_no_cards_there_is_nothing_to_draw():
    with pytest.raises(Refused, match="no_cards"):
        Given("conversation_cards", draw="all").when("lead", "draw_card")


@pytest.mark.parametrize("type", ["draw_card", "put_away"])
def test_only_the_one_who_leads_draws_for_all(type):
    with pytest.raises(Refused, match="not_yours"):
        Given("conversation_cards", deck="hope").when("anna", type)


def test_cards_leave_nothing_behind():
    step = Given("conversation_cards", ("lead", {"type": "drawn", "card": 0}), deck="hope", draw="all")
    assert step.in_the_notes() == []
