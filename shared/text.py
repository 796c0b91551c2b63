"""What people write, made safe to keep and to show, without changing their words."""

from __future__ import annotations

import re
import unicodedata

MARK = ("Mn", "Me", "Mc")  # what Unicode calls the kinds of marks that stand on, around or beside a letter
LINES = 8  # more would push everything else off a phone
MARKS = 3  # combining marks on one letter; more only serves to smear over the neighbours
PARTS = 12  # signs that count as one character; a family whose four members have a skin tone each is eleven

_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")
_BLANK = re.compile("[\\s\u00ad\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]")


class BadText(ValueError):
    """Text that cannot be kept; the message is a word key."""


def clean_text(text: str, most: int) -> str:
    """`text` without control and direction characters, in NFC, at most `most` characters long.

    Raises BadText: "text_empty", "text_too_long" or "text_unreadable" (half a character, as broken programs send).
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadText("text_unreadable") from None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _DIRECTION.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", " "))
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co"))
    text = "\n".join(line.rstrip() for line in _thin_marks(text).split("\n")).strip()
    text = re.sub(r"\n{3,}", "\n\n", text)
    if not _BLANK.sub("", text):
        raise BadText("text_empty")
    if characters(text) > most:
        raise BadText("text_too_long")
    lines = text.split("\n")
    return "\n".join([*lines[: LINES - 1], " ".join(lines[LINES - 1 :])]) if len(lines) > LINES else text


def characters(text: str) -> int:
    """How many characters a person would count: marks, joiners, skin tones and flags belong to what they change.

    What goes on beyond PARTS begins a new one, so that no text is heavier than it is long. The counter on the phone
    (browser/counter.js) counts by the same rule.
    """
    count, parts, joined, flag = 0, PARTS, False, False
    for c in text:
        indicator = "\U0001f1e6" <= c <= "\U0001f1ff"
        belongs = joined or (indicator and flag) or unicodedata.category(c) in MARK or c == "\u200d" or _is_tone(c)
        begins = not belongs or parts == PARTS
        count, parts = (count + 1, 1) if begins else (count, parts + 1)
        flag = indicator and not flag
        joined = c == "\u200d"
    return count


def _is_tone(c: str) -> bool:
    return "\U0001f3fb" <= c <= "\U0001f3ff" or "\U000e0020" <= c <= "\U000e007f"


def _thin_marks(text: str) -> str:
    kept, marks = [], 0
    for c in text:
        marks = marks + 1 if unicodedata.category(c) in MARK else 0
        if marks <= MARKS:
            kept.append(c)
    return "".join(kept)
