"""Line: from 1 to 8, from far away over on the way to close, about something that a person has chosen.

Two marks, from abstract to concrete, and six cards one at a time. Only for oneself; the focus alone, or the next notch
alone, may be shared on purpose. The form with eight points in three zones and its follow-up intents come from the
continuum in the group's source material, which builds on the rulers of motivational interviewing (Miller & Rollnick).
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from shared import sharing
from shared.activity import Audience, Struct
from shared.sharing import Command, Event, collects, decide, evolve, notes, reveal, settle, voices

__all__ = ["Command", "Event", "collects", "decide", "evolve", "notes", "reveal", "settle", "view", "voices"]

POINTS = 8
QUESTIONS = 6
STEPS = 5  # from abstract to concrete

Word = Annotated[str, Meta(max_length=40)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    low: Word = ""  # far away
    mid: Word = ""  # on the way
    high: Word = ""  # close
    abstract: Word = ""
    concrete: Word = ""
    axis: bool = True  # the second one, from abstract to concrete
    tags: bool = True  # may people say which of the five themes it touches?
    questions: Annotated[list[Annotated[str, Meta(min_length=1, max_length=160)]], Meta(max_length=QUESTIONS)] = []
    share: bool = True  # may the focus or the next notch be shared on purpose?
    max_chars: Annotated[int, Meta(ge=20, le=300)] = 140  # of what is shared


class State(sharing.Sharing, frozen=True):
    settings: Settings


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """Beside what is shared: `points`, `steps` and how many `cards` there are to look at one at a time."""
    cards = len(state.settings.questions) or QUESTIONS
    return {**sharing.view(state, audience, me), "points": POINTS, "steps": STEPS, "cards": cards}
