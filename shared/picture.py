"""How notes in groups stand on the big screen: a page at a time, never in smaller words.

Without themes the notes lie loose in columns; with themes there is a column for each, and then a page for each theme
alone, which can be read from the back row. A new note takes a free place and moves no other.
Sizes are in rem of the projector, which is 120 wide and 67.5 high (shared/browser/projector.css).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared import pages
from shared.pages import slips

Note = dict[str, Any]
Laid = Mapping[str, Any]  # {"id", "name", "notes"}; name "" for a theme without one, id "" for what is in no theme
Picture = dict[str, Any]

FEW = 8  # notes; so many stand beside the question
SIZES = {8: "large", 16: "middle", 24: "small"}  # up to so many notes on the wall: 44, 40 and 32 px at 1920 x 1080
TEXT = {"large": 2.75, "middle": 2.5, "small": 2.0}
LETTER = 0.53  # of the text's height: an average letter with the space beside it
LINE = 1.18  # of the text's height
AROUND = 2.45  # beside its words, a note takes so much: padding, edge and the gap to the next

COLUMNS = 4  # beside each other on one page
WIDTH = 113  # of the whole picture
HEIGHT = 53  # of a column, below the question
HEADING = 4.1  # of a theme's name, on one line
MORE = 3.2  # of the line that says how many notes there are besides

ALONE = {"text": 3.0, "width": 61, "height": 55, "around": 2.75, "most": 6}  # one theme on a page of its own


def pictures(themes: Sequence[Laid], loose: list[Note]) -> list[Picture]:
    """The pages, at least one.

    {"kind": "slips", "spread": as shared.pages.slips gives them}, for all pages together
    {"kind": "loose", "size", "columns": [[note]]}
    {"kind": "themes", "size", "columns": [{"id", "name", "notes", "more"}]}
    {"kind": "alone", "id", "name", "notes"}
    """
    kept = [theme for theme in themes if theme["name"] or theme["notes"]]
    if not any(theme["notes"] for theme in kept):
        return _beside(loose) if len(loose) <= FEW else _loose(loose)
    laid = [*kept, *([{"id": "", "name": "", "notes": loose}] if loose else [])]
    return [*_together(laid), *(page for theme in laid if theme["notes"] for page in _alone(theme))]


def places(shown: Sequence[Picture]) -> list[dict[str, Any]]:
    """Where in the room's picture what begins: everything, then each theme alone, as [{"page", "id", "name"}]."""
    alone = {}
    for page, picture in enumerate(shown):
        if picture["kind"] == "alone":
            alone.setdefault(picture["id"], {"page": page, "id": picture["id"], "name": picture["name"]})
    return [{"page": 0, "id": "", "name": ""}, *alone.values()] if alone else []


def _beside(notes: list[Note]) -> list[Picture]:
    spread = slips(notes, FEW)
    return [{"kind": "slips", "spread": spread} for _ in spread or [None]]


def _loose(notes: list[Note]) -> list[Picture]:
    size = _size(len(notes))
    full = [_page(size)]
    heights = [0.0] * COLUMNS
    for n, note in enumerate(notes):
        column = n % COLUMNS
        height = _height(note, size, COLUMNS)
        if heights[column] + height > HEIGHT:
            column = heights.index(min(heights))
        if heights[column] and heights[column] + height > HEIGHT:
            full.append(_page(size))
            heights, column = [0.0] * COLUMNS, 0
        full[-1]["columns"][column].append(note)
        heights[column] += height
    return full


def _page(size: str) -> Picture:
    return {"kind": "loose", "size": size, "columns": [[] for _ in range(COLUMNS)]}


def _together(laid: Sequence[Laid]) -> list[Picture]:
    size = _size(sum(len(theme["notes"]) for theme in laid))
    each = math.ceil(len(laid) / math.ceil(len(laid) / COLUMNS))  # as evenly as can be
    parts = [laid[n : n + each] for n in range(0, len(laid), each)]
    return [
        {"kind": "themes", "size": size, "columns": [_column(theme, size, len(part)) for theme in part]}
        for part in parts
    ]


def _column(theme: Laid, size: str, columns: int) -> dict[str, Any]:
    """What fits of a theme, and how many notes it has besides; they stand on the theme's own page."""
    notes = theme["notes"]
    room = HEIGHT - HEADING * max(1, lines(theme["name"], _letters(2.45, columns)))
    fitting = _fitting(notes, room, size, columns)
    if fitting < len(notes):
        fitting = max(1, _fitting(notes, room - MORE, size, columns))
    return {**theme, "notes": notes[:fitting], "more": len(notes) - fitting}


def _fitting(notes: Iterable[Note], room: float, size: str, columns: int) -> int:
    count = 0
    for note in notes:
        room -= _height(note, size, columns)
        if room < 0:
            break
        count += 1
    return count


def _alone(theme: Laid) -> list[Picture]:
    each: list[list[Note]] = []
    room = 0.0
    for note in theme["notes"]:
        text = ALONE["text"]
        height = lines(pages.with_echo(note), int(ALONE["width"] / (text * LETTER))) * text * LINE + ALONE["around"]
        if height > room or len(each[-1]) == ALONE["most"]:
            each.append([])
            room = float(ALONE["height"])
        each[-1].append(note)
        room -= height
    return [{"kind": "alone", "id": theme["id"], "name": theme["name"], "notes": notes} for notes in each]


def lines(text: str, letters: int) -> int:
    """About how many lines a text takes; words that do not fit are moved to the next, or broken."""
    return max(pages.lines(text, letters), sum(_wrapped(line, letters) for line in text.split("\n")))


def _wrapped(line: str, letters: int) -> int:
    if len(line) <= letters:
        return 1
    count, at = 1, 0
    for word in line.split():
        if at and at + 1 + len(word) > letters:
            count, at = count + 1, 0
        at += len(word) + (1 if at else 0)
        while at > letters:
            count, at = count + 1, at - letters
    return count


def _size(notes: int) -> str:
    return next((size for most, size in SIZES.items() if notes <= most), "small")


def _height(note: Note, size: str, columns: int) -> float:
    return lines(pages.with_echo(note), _letters(TEXT[size], columns)) * TEXT[size] * LINE + AROUND


def _letters(text: float, columns: int) -> int:
    """How many letters of this height fit on a line of a note, with so many columns on the page."""
    return int(((WIDTH - 1.25 * (columns - 1)) / columns - 4.75) / (text * LETTER))
