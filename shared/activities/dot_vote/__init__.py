"""Dot voting: each person spreads a few dots over the options; the room sees the sum when it is time.

Nothing is counted in public while people choose, so nobody votes to please the room.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct, Theme
from shared.options import Offered, Option, taken_over
from shared.tally import Tally

DRAWN = 24  # dots in a row that can still be seen as dots; above that a bar


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    options: Annotated[list[Option], Meta(max_length=12)] = []
    options_from: str = ""  # an earlier step whose themes are chosen between
    dots: Annotated[int, Meta(ge=1, le=10)] = 3  # each person has
    per_option: Annotated[int, Meta(ge=1, le=10)] = 10  # at most on one option
    must_use_all: bool = False  # whether every dot has to be placed
    show: Literal["all", "top"] = "all"  # what the room sees: every option, or those with most dots
    top: Annotated[int, Meta(ge=1, le=12)] = 3  # how many those are; more where they are even
    hide_counts: bool = False  # words instead of figures


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
    each, options = state.settings, len(state.options)
    events = tally.decide(
        state.tally, command, actor, moment, options=options, dots=each.dots, per_option=each.per_option
    )
    left = min(each.dots, each.per_option * options) - sum(command.dots)
    if each.must_use_all and left > 0:
        raise Refused("dots_left", n=left)
    return list(events)


def settle(state: State, moment: Moment) -> list[Event]:
    """Takes over the themes of the earlier step, as long as nobody has voted; counts what may be counted."""
    offered = taken_over(state.offered, moment, begun=bool(state.tally.ballots))
    return list(offered or tally.settle(state.tally, moment))


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(tally.reveal(state.tally, moment))


def all_same(state: State) -> bool:
    return state.tally.all_same()


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, Offered):
        return replace(state, offered=tuple(event.themes))
    return replace(state, tally=tally.evolve(state.tally, event, actor))


def without(state: State, person: str, key: str) -> State:
    return replace(state, tally=tally.without(state.tally, person, key))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`options` with, per audience, "sums", "counted" or "mine": one number per option, or None while hidden.

    projector   also `rows` [{"n", "name", "dots", "most"}], those with most dots first once they are shown and only
                those that the plan wants shown, `dots` None until then; `total` of all dots, and `many` when a row has
                too many to be drawn one by one. Where figures are hidden, "sums" and `dots` are the levels of
                shared.tally instead
    facilitator also `rows`, of all that is counted
    participant also `each`: the most dots that one option may have
    """
    seen = {"settings": state.settings, "options": state.options, **tally.view(state.tally, audience, me)}
    if audience == "participant":
        return {**seen, "each": min(state.settings.dots, state.settings.per_option)}
    if state.settings.hide_counts:
        seen |= {name: tally.levels(seen[name]) for name in ("sums", "counted") if seen.get(name)}
    sums = seen["counted" if audience == "facilitator" else "sums"]
    rows = _rows(state.options, sums)
    if audience == "projector" and sums and state.settings.show == "top":
        rows = _top(rows, state.settings.top)
    return {**seen, "rows": rows, "total": sum(sums or []), "many": max(sums or [0]) > DRAWN}


def voices(state: State) -> set[str]:
    return set(state.tally.ballots)


def notes(state: State) -> list[Section]:
    """The options with their dots, as far as the room has seen them; without figures where those are hidden."""
    if state.tally.disclosed is None:
        return []
    seen = view(state, "projector")["rows"]
    if state.settings.hide_counts:
        return [Section(lines=[(f"option-{row['n']}", row["name"]) for row in seen if row["dots"] == tally.MOST])]
    return [
        Section(counts=[(row["name"], row["dots"]) for row in sorted(seen, key=lambda row: row["n"]) if row["dots"]])
    ]


def _rows(options: list[str], sums: list[int] | None) -> list[dict[str, Any]]:
    if sums is None:
        return [{"n": n, "name": name, "dots": None, "most": False} for n, name in enumerate(options)]
    most = max(sums, default=0) or None
    counted = enumerate(zip(options, sums, strict=False))
    rows = [{"n": n, "name": name, "dots": dots, "most": dots == most} for n, (name, dots) in counted]
    return sorted(rows, key=lambda row: -row["dots"])


def _top(rows: list[dict[str, Any]], top: int) -> list[dict[str, Any]]:
    """The first of the rows; where several are even, none of them is left out."""
    least = rows[min(top, len(rows)) - 1]["dots"]
    return [row for row in rows if row["dots"] and row["dots"] >= least]
