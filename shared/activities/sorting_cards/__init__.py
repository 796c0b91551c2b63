"""Sorting cards: what do I decide, what do we decide together, what do others decide for now? Only for oneself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta

from shared import card_sets, quiet
from shared.activity import Audience, Struct
from shared.quiet import Command, Event, decide, evolve, notes

__all__ = ["Command", "Event", "decide", "evolve", "notes", "view"]

SETS = card_sets.read(Path(__file__).parent / "card_sets")
Card = Annotated[str, Meta(min_length=1, max_length=60)]
Pile = Annotated[str, Meta(min_length=1, max_length=40)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    cards: Annotated[list[Card], Meta(max_length=24)] = []  # the plan's own, in place of everyday decisions
    piles: Annotated[list[Pile], Meta(max_length=4)] = []  # in place of: I decide, together, others for now
    own: bool = True  # may people write cards of their own?


class State(Struct, frozen=True):
    settings: Settings


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """The plan's own words; for a phone also `deck`, language -> cards."""
    if audience != "participant":
        return quiet.view(state, audience, me)
    sets, own = SETS["decisions"], state.settings.cards
    return {**quiet.view(state, audience, me), "deck": dict.fromkeys(sets, own) if own else sets}
