"""Small step: something someone has a wish to do, in their own time. Only for them; no step today is as good."""

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
    share: bool = True  # may the step be shared on purpose?
    max_chars: Annotated[int, Meta(ge=20, le=300)] = 140  # of what is shared


class State(sharing.Sharing, frozen=True):
    settings: Settings
