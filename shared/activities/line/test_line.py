"""Line: two marks between 1 and 8, in three named zones, for oneself. The number itself is never asked of anyone."""

import re

import pytest

from shared import gallery
from shared.activity import Refused
from shared.words import LANGUAGES, words
from tests.given import Given, wrote


def drawn(example, lang="da"):
    return gallery.draw("line", example, "participant", words(lang))


def test_there_are_eight_notches_for_each_of_the_two_marks():
    for mark in ("now", "then"):
        group = re.search(rf'data-own="{mark}".*?</div>', drawn("working"), re.S)
        assert group and re.findall(r'data-value="(\d)"', group[0]) == [str(n) for n in range(1, 9)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_six_cards_are_there_one_at_a_time(lang):
    page = drawn("working", lang)
    cards = re.findall(r'<div data-card="(\d)"( hidden)?>', page)
    assert cards == [("0", ""), *((str(n), " hidden") for n in range(1, 6))]
    assert all(words(lang)(f"line.q.{n}") in page for n in range(1, 7))


def test_a_plan_may_ask_its_own_questions():
    page = drawn("own_questions")
    assert "Hvad ville være det næste lille hak?" in page and words("da")("line.q.1") not in page


def test_only_the_focus_and_the_next_notch_may_be_shared():
    pieces = re.findall(r'<textarea[^>]*data-own="(\w+)"[^>]*data-piece', drawn("working"))
    assert pieces == ["focus", "q3"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_leads_is_told_to_ask_why_not_lower_first(lang):
    assert words(lang)("line.cue.text") in gallery.draw("line", "working", "facilitator", words(lang))


def test_one_of_the_two_is_shared_and_not_both():
    with pytest.raises(Refused, match="no_notes_left"):
        Given("line", *wrote("Musik igen")).when("person-0", "add", key="another", text="Et hak")
