"""Quiet work: what someone writes or chooses stays on their own phone. The server learns nothing, not even that there
is anything; all it knows is who is done, and being done looks like passing.

An activity of this kind brings its Settings and State, and takes the rest from here.
"""

from __future__ import annotations

from typing import Any

from shared.activity import Actor, Audience, Moment, Refused, Section, Struct


class Nothing(Struct, frozen=True, tag="nothing"):
    """There is nothing to ask for, and nothing happens."""


Command = Nothing
Event = Nothing


def decide(state: Any, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    raise Refused("nothing_to_do")


def evolve(state: Any, event: Event, actor: str) -> Any:
    return state


def view(state: Any, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """The plan's own words, the same for everyone."""
    return {"settings": state.settings}


def notes(state: Any) -> list[Section]:
    return []
