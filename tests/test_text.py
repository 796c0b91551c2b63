"""What people write is kept as they wrote it, and can harm nobody else's screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import BadText, characters, clean_text


@pytest.mark.parametrize(
    "text",
    ["Æblegrød på Ærø", "»Er du oppe?«", "👨‍👩‍👧‍👦 🇩🇰 👍🏽 1️⃣", "مرحبا بكم", "שלום", "a\nb", "50 % < 60 % & så", "=1+1"],
)
def test_ordinary_words_are_kept_to_the_letter(text):
    assert clean_text(text, 100) == text


@pytest.mark.parametrize("blank", ["", "   ", "\n\n", "\u200b", "\u3164", "\u00ad\u2800", "\ufe0f"])
def test_nothing_but_blanks_is_nothing(blank):
    with pytest.raises(BadText, match="text_empty"):
        clean_text(blank, 100)


def test_half_a_character_is_refused():
    with pytest.raises(BadText, match="text_unreadable"):
        clean_text("hej \ud800", 100)


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200e", "\x00", "\x1b", "\x7f", "\x85"])
def test_signs_that_turn_or_control_the_screen_are_left_out(sign):
    assert clean_text(f"hej{sign} der", 100) == "hej der"


def test_smeared_letters_keep_three_marks():
    assert characters(clean_text("e" + "\u0301" * 500, 100)) == 1
    assert len(clean_text("e" + "\u0330" * 500, 100)) <= 4


def test_a_letter_typed_in_two_parts_is_one_letter():
    assert clean_text("bla\u030a", 100) == "blå"


@pytest.mark.parametrize("text, count", [("👨‍👩‍👧‍👦", 1), ("🇩🇰🇳🇴", 2), ("👍🏽", 1), ("blå", 3), ("1️⃣", 1)])
def test_characters_are_counted_as_a_person_would(text, count):
    assert characters(text) == count


def test_a_text_that_fills_the_space_is_kept_and_one_more_is_refused():
    assert clean_text("å" * 60, 60) == "å" * 60
    with pytest.raises(BadText, match="text_too_long"):
        clean_text("å" * 61, 60)


def test_two_hundred_lines_become_eight_and_no_word_is_lost():
    text = clean_text("\n".join(str(n) for n in range(200)), 2000)
    assert text.count("\n") == 7 and text.split() == [str(n) for n in range(200)]


@given(st.text(max_size=200))
def test_whatever_is_typed_is_either_kept_clean_or_refused_by_name(text):
    try:
        kept = clean_text(text, 100)
    except BadText as bad:
        assert str(bad) in ("text_empty", "text_too_long", "text_unreadable")
    else:
        assert clean_text(kept, 100) == kept and characters(kept) <= 100
