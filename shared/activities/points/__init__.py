"""Points: everyone has a hundred to lay on what matters most to them; the room sees much, some or a little.

Figures would say too much about those who gave them, so the sum is shown in three steps, and only once answering is
closed. Who gave what is never anywhere but on their own phone.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct, Theme
from shared.options import Offered, Option, taken_over
from shared.tally import Dots, Tally


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    options: Annotated[list[Option], Meta(max_length=10)] = []
    options_from: str = ""  # an earlier step whose themes are chosen between
    total: Annotated[int, Meta(ge=10, le=100)] = 100  # points each person has
    step: Annotated[int, Meta(ge=5, le=50)] = 10  # points that one press gives or takes
    spend_all: bool = False  # whether they have to be given away to the last


class Spread(Struct, frozen=True, tag="spread"):
    points: Dots


Command = Spread
Event = tally.Event | Offered


class State(Struct, frozen=True):
    settings: Settings
    tally: Tally = Tally()
    offered: tuple[Theme, ...] = ()

    @property
    def options(self) -> list[str]:
        return [theme.name for theme in self.offered] if self.settings.options_from else self.settings.options


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    """Any whole numbers are taken, also where they are none of the steps that the buttons give."""
    each, given = state.settings, sum(command.points)
    if not moment.answering:
        raise Refused("step_closed")
    if not state.options:
        raise Refused("no_options_yet")
    if len(command.points) != len(state.options):
        raise Refused("options_changed")
    if given > each.total:
        raise Refused("too_many_points", n=each.total)
    if not given:
        raise Refused("no_points_given")
    if each.spend_all and given < each.total:
        raise Refused("points_left", n=each.total - given)
    return [tally.voted(state.tally, actor, command.points)]


def settle(state: State, moment: Moment) -> list[Event]:
    """Takes over the themes of the earlier step, as long as nobody has chosen; counts once answering is closed."""
    offered = taken_over(state.offered, moment, begun=bool(state.tally.ballots))
    return [*offered, *([] if moment.answering else tally.settle(state.tally, moment))]


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
    """`options` with, per audience, "sums" and "counted" as levels (3 much, 2 some, 1 a little, 0 nothing) or "mine".

    projector and facilitator also `rows` [{"n", "name", "level"}]: those with much first, and as the plan has them
    where they are even; `level` is None while it is hidden
    """
    seen = {"settings": state.settings, "options": state.options, **tally.view(state.tally, audience, me)}
    if audience == "participant":
        return seen
    levels = {name: _levels(seen[name]) for name in ("sums", "counted") if name in seen}
    now = levels["counted" if audience == "facilitator" else "sums"]
    rows = [{"n": n, "name": name, "level": now[n] if now else None} for n, name in enumerate(state.options)]
    return {**seen, **levels, "rows": sorted(rows, key=lambda row: -(row["level"] or 0))}


def voices(state: State) -> set[str]:
    return set(state.tally.ballots)


def notes(state: State) -> list[Section]:
    """What was given much. The rest stays in the room."""
    levels = _levels(state.tally.disclosed) or []
    lines = [(f"option-{n}", state.options[n]) for n, level in enumerate(levels) if level == tally.MOST]
    return [Section(lines=lines)] if lines else []


def _levels(sums: Any) -> list[int] | None:
    return None if sums is None else tally.levels(sums)
