"""Field: a few things laid between two pairs of words, each by whoever likes, and the spread seen together afterwards.

There are only three places in each direction, so that no place is anybody's own. Where the field is drawn, it also
stands in words, and on the phone both directions are ordinary choices.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct
from shared.tally import Tally

SIDE = 3  # places in each direction
CELLS = SIDE * SIDE
MOST = 6  # things in one field
Item = Annotated[str, Meta(min_length=1, max_length=80)]
End = Annotated[str, Meta(min_length=1, max_length=40)]
Place = Annotated[int, Meta(ge=-1, lt=SIDE)]  # from the low end; -1 is skipped


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    items: Annotated[list[Item], Meta(min_length=1, max_length=MOST)]
    x_low: End
    x_high: End
    y_low: End
    y_high: End
    help: str = ""
    gentler: str = ""  # a lighter question that anyone may answer instead


class Lay(Struct, frozen=True, tag="lay"):
    """Where each thing lies in both directions; it is skipped unless both are chosen."""

    x1: Place = -1
    y1: Place = -1
    x2: Place = -1
    y2: Place = -1
    x3: Place = -1
    y3: Place = -1
    x4: Place = -1
    y4: Place = -1
    x5: Place = -1
    y5: Place = -1
    x6: Place = -1
    y6: Place = -1

    def at(self, n: int) -> int:
        """The cell of the nth thing, from 1, counted row by row from the low corner; -1 where it is skipped."""
        x, y = getattr(self, f"x{n}"), getattr(self, f"y{n}")
        return -1 if x < 0 or y < 0 else y * SIDE + x


Command = Lay
Event = tally.Event


class State(Struct, frozen=True):
    settings: Settings
    tally: Tally = Tally()

    @property
    def widths(self) -> list[int]:
        return [CELLS] * len(self.settings.items)


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if not moment.answering:
        raise Refused("step_closed")
    laid = [command.at(n) for n in range(1, len(state.settings.items) + 1)]
    if max(laid) < 0:
        raise Refused("nothing_chosen")
    return [tally.voted(state.tally, actor, [int(cell == at) for at in laid for cell in range(CELLS)])]


def settle(state: State, moment: Moment) -> list[Event]:
    return [] if moment.answering else list(tally.settle(state.tally, moment, state.widths))


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(tally.reveal(state.tally, moment))


def all_same(state: State) -> bool:
    return state.tally.all_same()


def evolve(state: State, event: Event, actor: str) -> State:
    return replace(state, tally=tally.evolve(state.tally, event, actor))


def without(state: State, person: str, key: str) -> State:
    return replace(state, tally=tally.without(state.tally, person, key))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`rows`, one a thing.

    projector   {"name", "cells"}: people in each of nine cells, row by row from the low corner, or None; 2 stands for
                one or two; `pages` is one a thing
    facilitator the same of what is counted, each with `shown`: whether the room sees just that
    participant {"name", "x", "y"}, the places chosen or -1; `mine` has the cells, or nothing
    """
    seen = tally.view(state.tally, audience, me, state.widths)
    items = state.settings.items
    base = {"settings": state.settings, "pages": len(items)}
    if audience == "participant":
        at = [part.index(1) if part and 1 in part else -1 for part in seen["mine"]]
        rows = [{"name": name, **_directions(cell)} for name, cell in zip(items, at, strict=True)]
        return {**base, "rows": rows, "mine": at if max(at) >= 0 else []}
    known = seen["counted" if audience == "facilitator" else "sums"]
    rows = [{"name": name, "cells": tally.gentle(sums)} for name, sums in zip(items, known, strict=True)]
    if audience == "facilitator":
        rows = [{**row, "shown": a == b} for row, a, b in zip(rows, seen["sums"], seen["counted"], strict=True)]
    return {**base, "rows": rows, "any": any(sums is not None for sums in known)}


def voices(state: State) -> set[str]:
    return set(state.tally.ballots)


def notes(state: State) -> list[Section]:
    """Where in the field more than a few laid each thing."""
    sums = tally.view(state.tally, "projector", None, state.widths)["sums"]
    sections = [
        Section(title=name, counts=[(_named(state, at), n) for at, n in enumerate(cells) if n > tally.A_FEW])
        for name, cells in zip(state.settings.items, sums, strict=True)
        if cells
    ]
    return [section for section in sections if section.counts]


def _directions(cell: int) -> dict[str, int]:
    return {"x": cell % SIDE, "y": cell // SIDE} if cell >= 0 else {"x": -1, "y": -1}


def _named(state: State, cell: int) -> str:
    """The cell in the plan's own words; the middle is between two of them."""
    words, at = state.settings, _directions(cell)
    x = (words.x_low, f"{words.x_low} – {words.x_high}", words.x_high)[at["x"]]
    y = (words.y_low, f"{words.y_low} – {words.y_high}", words.y_high)[at["y"]]
    return f"{x}, {y}"
