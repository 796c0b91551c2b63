"""Dot voting: each person spreads a few dots over the options; the room sees the sum when it is time.

Nothing is counted in public while people choose, so nobody votes to please the room.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct, Theme
from shared.tally import Tally

DRAWN = 24  # dots in a row that can still be seen as dots; above that a bar
Option = Annotated[str, Meta(min_length=1, max_length=80)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=120)]
    help: str = ""
    options: Annotated[list[Option], Meta(max_length=12)] = []
    options_from: str = ""  # an earlier step whose themes are chosen between
    dots: Annotated[int, Meta(ge=1, le=10)] = 3  # each person has
    per_option: Annotated[int, Meta(ge=1, le=10)] = 10  # at most on one option


class Offered(Struct, frozen=True, tag="offered"):
    themes: list[Theme]


Command = tally.Command
Event = tally.Event | Offered


class State(Struct, frozen=True):
    settings: Settings
    tally: Tally = Tally()
    offered: tuple[Theme, ...] = ()

    @property
    def options(self) -> list[str]:
        return [theme.name for theme in self.offered] if self.settings.options_from else self.settings.options


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if not state.options:
        raise Refused("no_options_yet")
    each = state.settings
    return list(
        tally.decide(
            state.tally, command, actor, moment, options=len(state.options), dots=each.dots, per_option=each.per_option
        )
    )


def settle(state: State, moment: Moment) -> list[Event]:
    """Takes over the themes of the earlier step, as long as nobody has voted; counts what may be counted."""
    offered = tuple(moment.offered or ())
    if offered != state.offered and not state.tally.ballots:
        return [Offered(list(offered))]
    return list(tally.settle(state.tally, moment))


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(tally.reveal(state.tally, moment))


def all_same(state: State) -> bool:
    return state.tally.all_same()


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, Offered):
        return replace(state, offered=tuple(event.themes))
    return replace(state, tally=tally.evolve(state.tally, event, actor))


def without(state: State, person: str, key: str) -> State:
    return replace(state, tally=tally.without(state.tally, person))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`options` with, per audience, "sums", "counted" or "mine": one number per option, or None while hidden.

    projector   also `rows` [{"name", "dots", "most"}], those with most dots first once they are shown, `dots` None
                until then; `total` of all dots, and `many` when a row has too many to be drawn one by one
    facilitator also `rows`, of what is counted
    participant also `each`: the most dots that one option may have
    """
    seen = {"settings": state.settings, "options": state.options, **tally.view(state.tally, audience, me)}
    if audience == "participant":
        return {**seen, "each": min(state.settings.dots, state.settings.per_option)}
    sums = seen["counted" if audience == "facilitator" else "sums"]
    return {**seen, "rows": _rows(state.options, sums), "total": sum(sums or []), "many": max(sums or [0]) > DRAWN}


def voices(state: State) -> set[str]:
    return set(state.tally.ballots)


def notes(state: State) -> list[Section]:
    sums = state.tally.disclosed
    return [Section(counts=list(zip(state.options, sums, strict=False)))] if sums else []


def _rows(options: list[str], sums: list[int] | None) -> list[dict[str, Any]]:
    if sums is None:
        return [{"name": name, "dots": None, "most": False} for name in options]
    most = max(sums, default=0) or None
    rows = [{"name": name, "dots": dots, "most": dots == most} for name, dots in zip(options, sums, strict=False)]
    return sorted(rows, key=lambda row: -row["dots"])
