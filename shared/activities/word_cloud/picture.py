"""How words are laid out on the big screen: a cloud of rows, or a list of columns, a page at a time and never smaller.

Sizes are those of this activity's projector.css on a picture of 1920 x 1080.
"""

from __future__ import annotations

from typing import Any

from shared.pages import width

ACROSS, DOWN = 111.0, 48.0  # rem of the picture that words may fill
SIZES = {1: 3.25, 2: 5.1, 3: 7.75}  # rem
BETWEEN, LEADING = 3.4, 1.3
COLUMNS, ROWS = 2, 11  # of the list

Word = dict[str, Any]


def pictures(words: list[Word], look: str) -> list[list[list[Word]]]:
    """Pages; of a cloud each is rows of words, of a list each is columns."""
    return _cloud(words) if look == "cloud" else _list(words)


def _cloud(words: list[Word]) -> list[list[list[Word]]]:
    pages: list[list[list[Word]]] = []
    down = DOWN
    for row in _rows(words):
        tall = max(_lines(word) * SIZES[word["size"]] for word in row) * LEADING
        if down + tall > DOWN:
            pages.append([])
            down = 0.0
        pages[-1].append(row)
        down += tall
    return pages


def _rows(words: list[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    at = ACROSS
    for word in words:
        across = min(_across(word), ACROSS) + BETWEEN
        if at + across > ACROSS + BETWEEN:
            rows.append([])
            at = 0.0
        rows[-1].append(word)
        at += across
    return rows


def _list(words: list[Word]) -> list[list[list[Word]]]:
    """In the order of the alphabet, so that no word stands first for any other reason."""
    ordered = sorted(words, key=lambda word: word["text"].casefold())
    columns = [ordered[n : n + ROWS] for n in range(0, len(ordered), ROWS)]
    return [columns[n : n + COLUMNS] for n in range(0, len(columns), COLUMNS)]


def _across(word: Word) -> float:
    return width(word["text"]) * SIZES[word["size"]]


def _lines(word: Word) -> int:
    return int(_across(word) // ACROSS) + 1
