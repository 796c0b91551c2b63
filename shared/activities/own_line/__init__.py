"""Own line: a line of points that someone chooses to look at, in their own order. Nobody is asked for the hard ones."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.activity import Struct
from shared.quiet import Command, Event, decide, evolve, notes, view

__all__ = ["Command", "Event", "decide", "evolve", "notes", "view"]

End = Annotated[str, Meta(max_length=40)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    start: End = ""  # what stands at the beginning of the line, in place of our words
    end: End = ""  # and at its end


class State(Struct, frozen=True):
    settings: Settings
