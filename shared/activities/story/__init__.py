"""Story: someone tells from their own life. First what it is about, then listening, then a moment to land."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from shared.activity import Actor, Audience, Moment, Refused, Section, Struct

PARTS = 3  # what it is about, listening, afterwards: turned like pages


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    content_note: Annotated[str, Meta(max_length=300)] = ""  # what the story touches on, said beforehand
    after: Annotated[str, Meta(max_length=300)] = ""  # what may do good afterwards, in place of our own words
    help: str = ""
    thanks: bool = True  # whether a thank you is offered at the end
    phones: Literal["look", "away"] = "away"


class Nothing(Struct, frozen=True, tag="nothing"):
    """A story takes no command and leaves no trace."""


Command = Nothing
Event = Nothing


class State(Struct, frozen=True):
    settings: Settings


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    raise Refused("nothing_to_do")


def evolve(state: State, event: Event, actor: str) -> State:
    return state


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`pages`: how many parts there are to turn to."""
    return {"settings": state.settings, "pages": PARTS}


def notes(state: State) -> list[Section]:
    return []
