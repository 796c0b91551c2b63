"""What people write is kept as they wrote it, and can harm nobody else's screen."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from shared.text import PARTS, BadText, characters, clean_text

COUNTER = Path(__file__).parent.parent / "shared/browser/counter.js"


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


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
TONED = "\u200d".join(person + "\U0001f3fd" for person in "\U0001f468\U0001f469\U0001f467\U0001f466")


@pytest.mark.parametrize("family", [FAMILY, TONED])
def test_a_text_of_sixty_families_is_kept_as_the_counter_says(family):
    assert clean_text(family * 60, 60) == family * 60
    with pytest.raises(BadText, match="text_too_long"):
        clean_text(family * 61, 60)


@pytest.mark.parametrize("sign", ["\U0001f3fd", "\U0001f468\u200d", "\U000e0061", "\u0e33\u200d"])
def test_what_goes_on_without_end_is_counted_and_ends(sign):
    with pytest.raises(BadText, match="text_too_long"):
        clean_text("a" + sign * 60 * PARTS, 60)


@pytest.mark.browser
def test_the_counter_on_the_phone_counts_as_the_server_does(browser: Browser):
    """So that nobody is refused while the page says there is room."""
    texts = ["", "blå", "bla\u030a", "a\r\nb", "  ro  ", "1\ufe0f\u20e3", "नी"]
    texts += ["\u0301", "\U0001f1e9\U0001f1f0\U0001f1f3\U0001f1f4", "Z\u0335\u0321", FAMILY * 60]
    texts += [TONED * 3, "\U0001f1e9" * 7, "a" + "\U0001f3fd" * 40, "\U0001f468\u200d" * 30]
    source = re.sub("^export ", "", COUNTER.read_text("utf8"), flags=re.MULTILINE)
    page = browser.new_page()
    counted = page.evaluate(f"(texts) => {{ {source}; return texts.map(characters); }}", texts)
    page.close()
    ours = [characters(unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()) for text in texts]
    assert dict(zip(texts, counted, strict=True)) == dict(zip(texts, ours, strict=True))
