"""Pause: a break with a time to meet again, breathing, a quiet minute, or grounding that is offered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared.activity import Actor, Audience, Moment, Refused, Section, Struct

Line = Annotated[str, Meta(min_length=1, max_length=120)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    form: Literal["break", "breathing", "quiet", "grounding"] = "break"
    help: str = ""
    back: Annotated[int, Meta(ge=0, le=60)] = 0  # minutes until we meet again; 0 is as long as the step has
    lines: Annotated[list[Line], Meta(max_length=5)] = []  # what may be tried in grounding, in place of our own
    phones: Literal["look", "away"] = "away"


class BackIn(Struct, frozen=True, tag="back_in"):
    minutes: Annotated[int, Meta(ge=1, le=60)]


class Move(Struct, frozen=True, tag="move_circle"):
    on: bool


class BackAt(Struct, frozen=True, tag="back_at"):
    at: int  # whole minutes since the epoch


class Moved(Struct, frozen=True, tag="circle_moved"):
    on: bool


Command = BackIn | Move
Event = BackAt | Moved


class State(Struct, frozen=True):
    settings: Settings
    back_at: int | None = None
    moving: bool = False  # motion is asked for, never met


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if not actor.leads:
        raise Refused("not_yours")
    match command:
        case BackIn(minutes):
            return [BackAt(moment.now + minutes)]
        case Move(on):
            return [Moved(on)]


def evolve(state: State, event: Event, actor: str) -> State:
    match event:
        case BackAt(at):
            return replace(state, back_at=at)
        case Moved(on):
            return replace(state, moving=on)


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`back_at`: when we meet again, in minutes since the epoch, or None while the step's own time counts."""
    return {"settings": state.settings, "back_at": state.back_at, "moving": state.moving}


def notes(state: State) -> list[Section]:
    return []
