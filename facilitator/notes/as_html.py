"""The notes as a page to print or keep: one file that loads nothing and runs nothing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

from facilitator.notes.model import Notes
from shared import screen
from shared.words import words

BROWSER = screen.HERE / "browser"

screen.add_folder("facilitator", Path(__file__).parent.parent / "screens")  # also where no web application does it


def render(notes: Notes) -> str:
    mark = _mark(screen.LETTER[notes.domain])
    return screen.render("facilitator/notes_paper.html", words(notes.lang), notes=notes, mark=mark, style=_style())


@cache
def _style() -> Markup:
    return Markup((BROWSER / "paper.css").read_text("utf8"))


@cache
def _mark(letter: str) -> Markup:
    """The domain's own drawing, since the file cannot point into a page of ours."""
    sprite = (BROWSER / "sprite.svg").read_text("utf8")
    drawn = re.search(rf'<symbol id="m-{letter}" viewBox="0 0 48 48">(.*?)</symbol>', sprite, re.DOTALL)
    return Markup(drawn[1] if drawn else "")
