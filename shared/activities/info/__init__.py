"""Info: a welcome, a few words, thanks. Nothing is written and nothing is sent.

What an agreement, quiet thinking, talking in twos, a round, a break and a small step are has become activities of their
own. Their forms here stay for meetings and plans that were written before, and are drawn as they were.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from shared import pages
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct

ROWS = 15.0  # lines that fit below each other on the projector
APART, BOXED = 0.5, 1.25  # lines' worth of space between the lines of an agreement, and between those of other forms


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    form: Literal["welcome", "agreement", "talk", "reflect", "pairs", "round", "break", "step", "thanks"] = "talk"
    text: str = ""
    lines: Annotated[list[Annotated[str, Meta(min_length=1, max_length=160)]], Meta(max_length=12)] = []
    phones: Literal["look", "away"] = "look"  # do phones show the same, or ask to be put away?


class Nothing(Struct, frozen=True, tag="nothing"):
    """An info step takes no command and leaves no trace."""


Command = Nothing
Event = Nothing


class State(Struct, frozen=True):
    settings: Settings


def on_the_spot(prompt: str) -> Settings:
    return Settings(prompt)


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    raise Refused("nothing_to_do")


def evolve(state: State, event: Event, actor: str) -> State:
    return state


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`spread`: the plan's lines as pages for the projector; `pages`: how many."""
    edge = APART if state.settings.form == "agreement" else BOXED
    spread = pages.rows(state.settings.lines, ROWS, edge)
    return {"settings": state.settings, "spread": spread, "pages": len(spread)}


def notes(state: State) -> list[Section]:
    return [Section(lines=[(f"line-{n}", line) for n, line in enumerate(state.settings.lines)])]
