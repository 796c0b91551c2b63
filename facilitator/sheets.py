"""Sheets to print and hand out or keep: they belong to no meeting, hold nobody's words, and nothing is stored."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response, abort, request

from facilitator import page
from shared.activity import Struct
from shared.house import House
from shared.words import LANGUAGES, words


class Sheet(Struct, frozen=True):
    """A sheet has a title, a few words, and so many lines: to read, to tick, to write under, or on cards to cut out."""

    kind: Literal["read", "tick", "write", "cut"]
    lines: int


SHEETS = {
    "card": Sheet("cut", 6),
    "themes": Sheet("read", 6),
    "important": Sheet("write", 7),
    "roles": Sheet("tick", 7),
    "ready": Sheet("tick", 9),
    "after": Sheet("write", 6),
}
COPIES = 4  # A6 cards on a sheet of A4


def routes(inside: Blueprint, house: House) -> None:
    @inside.get("/sheets")
    def sheets() -> Response:
        return page.whole("sheets", page.words_of(house), sheets=[*SHEETS])

    @inside.get("/sheets/<name>")
    def sheet(name: str) -> Response:
        found = SHEETS.get(name) or abort(404)
        own = page.words_of(house)
        asked = request.args.get("lang", "")
        said = words(asked) if asked in LANGUAGES else own
        return page.whole("sheet", own, which=name, sheet=found, said=said, languages=LANGUAGES, copies=COPIES)
