"""Spectrum: a line through the room, to stand or sit along. Nothing is written, sent or kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from shared.activity import Actor, Audience, Moment, Refused, Section, Struct

End = Annotated[str, Meta(max_length=40)]
Line = Annotated[str, Meta(min_length=1, max_length=140)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    low: End = ""  # words for the two ends; "" is a little and a lot
    high: End = ""
    help: str = ""
    seated: Annotated[str, Meta(max_length=160)] = ""  # another way for those who sit, in place of our own words
    lines: Annotated[list[Line], Meta(max_length=6)] = []  # questions to talk about, one at a time
    phones: Literal["look", "away"] = "away"


class Nothing(Struct, frozen=True, tag="nothing"):
    """A line in the room takes no command and leaves no trace."""


Command = Nothing
Event = Nothing


class State(Struct, frozen=True):
    settings: Settings


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    raise Refused("nothing_to_do")


def evolve(state: State, event: Event, actor: str) -> State:
    return state


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`pages`: the line by itself, and then once for each question to talk about."""
    return {"settings": state.settings, "pages": 1 + len(state.settings.lines)}


def notes(state: State) -> list[Section]:
    return []
