"""The notes as a table: RFC 4180, in UTF-8 with the mark that spreadsheets know it by.

What begins like a formula gets an apostrophe, also inside a text: a spreadsheet set to another separator cuts cells
at semicolons and line ends.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from facilitator.notes.model import Chapter, Notes
from shared.words import words

BYTE_ORDER_MARK = "\ufeff"
FORMULA = re.compile("(^|[;\t\r\n])(?=[^\\S\n]*[=+\\-@\t\r\0＝＋－＠])")

Row = tuple[str, str, str, str, str]


def render(notes: Notes) -> str:
    t = words(notes.lang)
    heads = ("step", "question", "theme", "text", "dots")
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow([t(f"notes.column.{head}") for head in heads])
    table.writerows([guarded(cell) for cell in row] for row in _rows(notes))
    return BYTE_ORDER_MARK + out.getvalue()


def guarded(cell: str) -> str:
    """The cell, so that no spreadsheet takes it for a formula."""
    return FORMULA.sub(r"\1'", cell)


def _rows(notes: Notes) -> Iterator[Row]:
    yield ("", "", "", f"{notes.title} · {notes.area} · {notes.day}", "")
    for chapter in notes.chapters:
        yield from _chapter(chapter)
    yield ("", "", "", notes.closing, "")


def _chapter(chapter: Chapter) -> Iterator[Row]:
    start = (chapter.title, chapter.prompt)
    if chapter.said:
        yield (*start, "", chapter.said, "")
    for part in chapter.parts:
        if not part.lines:
            yield (*start, part.title, "", "")
        for line in part.lines:
            yield (*start, part.title, line.text, "" if line.dots is None else str(line.dots))
