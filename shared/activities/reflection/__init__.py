"""Reflection: a quiet time with a question. What someone writes stays on their own phone."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared import sharing
from shared.activity import Struct
from shared.sharing import Command, Event, collects, decide, evolve, notes, reveal, settle, view, voices

__all__ = ["Command", "Event", "collects", "decide", "evolve", "notes", "reveal", "settle", "view", "voices"]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    gentler: str = ""  # a lighter question that anyone may think about instead
    horizon: bool = False  # may people say, for themselves, how far ahead they are thinking?
    share: bool = False  # may a piece be shared on purpose?
    max_chars: Annotated[int, Meta(ge=20, le=600)] = 200  # of what is shared


class State(sharing.Sharing, frozen=True):
    settings: Settings
