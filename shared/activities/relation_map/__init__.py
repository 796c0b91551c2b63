"""Relation map: who and what is near, and who is further away, in symbols or initials. Only for oneself."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.activity import Struct
from shared.quiet import Command, Event, decide, evolve, notes, view

__all__ = ["Command", "Event", "decide", "evolve", "notes", "view"]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""


class State(Struct, frozen=True):
    settings: Settings
