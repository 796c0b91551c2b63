"""Cards: choose among values, roles or strengths, or write one's own, and narrow them down to a few.

Everything happens on the person's own phone; one card may be shared on purpose. The cards of the ready-made sets lie
in card_sets/ as text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from shared import card_sets, sharing
from shared.activity import Audience, Struct
from shared.sharing import Command, Event, collects, decide, evolve, notes, reveal, settle, voices

__all__ = ["Command", "Event", "collects", "decide", "evolve", "notes", "reveal", "settle", "view", "voices"]

SETS = card_sets.read(Path(__file__).parent / "card_sets")
Card = Annotated[str, Meta(min_length=1, max_length=60)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    set: Literal["values", "roles", "strengths"] = "values"
    cards: Annotated[list[Card], Meta(max_length=40)] = []  # the plan's own, in place of a set
    narrow: Annotated[list[Annotated[int, Meta(ge=1, le=20)]], Meta(max_length=4)] = field(
        default_factory=lambda: [10, 5, 3]
    )  # about how many, in turn
    keep: Annotated[int, Meta(ge=0, le=20)] = 0  # in place of `narrow`: choose so many at once
    own: bool = True  # may people write cards of their own?
    share: bool = True  # may a card be shared on purpose?
    max_chars: Annotated[int, Meta(ge=20, le=300)] = 60  # of what is shared


class State(sharing.Sharing, frozen=True):
    settings: Settings


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """Beside what is shared: `rounds`, about how many to choose in turn; for a phone `deck`, language -> cards."""
    own, settings = sharing.view(state, audience, me), state.settings
    rounds = [settings.keep] if settings.keep else settings.narrow or [3]
    if audience != "participant":
        return {**own, "rounds": rounds}
    sets = SETS[settings.set]
    return {**own, "rounds": rounds, "deck": dict.fromkeys(sets, settings.cards) if settings.cards else sets}
