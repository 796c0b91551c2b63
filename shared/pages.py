"""How much fits on the big screen at once, so that words there never become too small to read from the back row.

Widths and heights are those of the slips in shared/browser/projector.css on a picture of 1920 x 1080. What comes
first stays where it is when more comes: a new note takes the shorter column, and never moves another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

MOST = 8  # slips on a page; more are not read, only looked at
COLUMN = 16.6  # lines in one column
EDGE = 1.42  # lines' worth of padding and space that each slip takes beside its words
NARROW, WIDE = 10.25, 22.5  # em: the words of a slip in one of two columns, and across both
SIZES = {"k3": (5, 14.0, 0.45), "k2": (8, 21.3, 0.68), "k1": (11, 33.4, 1.05)}  # rows; em on one; em between words

ECHO = " mm"  # about as wide as the sign for what several know, and the space before it

NARROW_LETTERS, WIDE_LETTERS = frozenset("iíjlrtfI1 .,:;!'|()"), frozenset("mwæœMWÆŒ@%—")

Note = dict[str, Any]


def slips(notes: Sequence[Note], most: int = MOST) -> list[dict[str, Any]]:
    """Pages of notes: [{"columns": [[note], [note]]}], or {"columns": [[note]], "small": bool} for a long one."""
    pages: list[dict[str, Any]] = []
    heights = [COLUMN, COLUMN]
    for note in notes:
        text = with_echo(note)
        height = lines(text, NARROW) + EDGE
        if height > COLUMN:
            pages.append({"columns": [[note]], "small": lines(text, WIDE) + EDGE > COLUMN})
            heights = [COLUMN, COLUMN]
            continue
        shorter = 0 if heights[0] <= heights[1] else 1
        if heights[shorter] + height > COLUMN or sum(map(len, pages[-1]["columns"])) >= most:
            pages.append({"columns": [[], []], "small": False})
            heights, shorter = [0.0, 0.0], 0
        pages[-1]["columns"][shorter].append(note)
        heights[shorter] += height
    return pages


def words(notes: Sequence[Note]) -> list[dict[str, Any]]:
    """Pages of loose words, all of one size: [{"notes": [note], "size": "k1", "k2" or "k3"}]."""
    if not notes:
        return []
    most, filled = 0, []
    for size, (most, across, between) in SIZES.items():
        filled = _side_by_side(notes, across, between)
        fits = len(filled) <= most and all(width(note["text"]) <= across for note in notes)
        if fits:
            return [{"notes": list(notes), "size": size}]
    pages = [filled[n : n + most] for n in range(0, len(filled), most)]
    return [{"notes": [note for row in page for note in row], "size": "k1"} for page in pages]


def rows(texts: Sequence[str], height: float, edge: float, across: float = WIDE) -> list[list[str]]:
    """Pages of plain lines below each other. `height`, and the space `edge` between two, in lines; `across` in em."""
    pages: list[list[str]] = []
    filled = height
    for text in texts:
        tall = lines(text, across) + edge
        if filled + tall > height:
            pages.append([])
            filled = 0.0
        pages[-1].append(text)
        filled += tall
    return pages


def with_echo(note: Note) -> str:
    """A note's words, with the room that the sign for "several of us know this" takes, whether or not it is there."""
    return f"{note['text']}{ECHO}" if "known" in note else note["text"]


def lines(text: str, across: float) -> int:
    """How many lines a text takes, `across` em wide, when a word too long for one is broken."""
    count = 0
    for line in text.split("\n"):
        count, at = count + 1, 0.0
        if width(line) <= across:
            continue
        for word in line.split():
            wide = width(word)
            if at and at + SPACE + wide > across:
                count, at = count + 1, 0.0
            at += wide + (SPACE if at else 0)
            while at > across:
                count, at = count + 1, at - across
    return count


def _side_by_side(notes: Sequence[Note], across: float, between: float) -> list[list[Note]]:
    filled: list[list[Note]] = [[]]
    at = 0.0
    for note in notes:
        wide = width(note["text"])
        if filled[-1] and at + between + wide > across:
            filled.append([])
            at = 0.0
        at += wide + (between if filled[-1] else 0)
        filled[-1].append(note)
    return filled


def width(text: str) -> float:
    """About how wide a text is, in em, by kinds of letters."""
    return sum(map(LETTERS.__getitem__, text))


class _Letters(dict[str, float]):
    """Letter by letter what has been measured already: a wall of a thousand notes is measured at every look."""

    def __missing__(self, c: str) -> float:
        if len(self) > 4096:
            self.clear()
        self[c] = _measured(c)
        return self[c]


def _measured(c: str) -> float:
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(c) in "WF":
        return 1.3
    if c in NARROW_LETTERS:
        return 0.33
    return 0.89 if c in WIDE_LETTERS else 0.7 if c.isupper() else 0.575


LETTERS = _Letters()
SPACE = width(" ")
