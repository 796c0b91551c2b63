"""Ranking: putting what matters most first, for oneself, or together.

For oneself it never leaves the phone. Together, each person's order is counted when answering is closed, and the room
sees what stands often near the top, in between, or more seldom; what is even stands together, and nobody's order shows.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct, Theme
from shared.options import Offered, Option, taken_over
from shared.tally import Tally

GROUPS = ("often", "between", "seldom")
OFTEN, BETWEEN = 2 / 3, 1 / 3  # of what the option nearest the top has

Group = Literal["often", "between", "seldom"]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    options: Annotated[list[Option], Meta(max_length=10)] = []
    options_from: str = ""  # an earlier step whose themes are put in order
    top: Annotated[int, Meta(ge=1, le=10)] = 3  # how many each person may put in order
    private: bool = True  # whether it stays on the phone


class Rank(Struct, frozen=True, tag="rank"):
    """The options by their places in the plan, what matters most first; -1 where a place is left open."""

    order: Annotated[list[Annotated[int, Meta(ge=-1, lt=40)]], Meta(max_length=40)]


Command = Rank
Event = tally.Event | Offered


class State(Struct, frozen=True):
    settings: Settings
    tally: Tally = Tally()
    offered: tuple[Theme, ...] = ()

    @property
    def options(self) -> list[str]:
        return [theme.name for theme in self.offered] if self.settings.options_from else self.settings.options

    @property
    def top(self) -> int:
        return min(self.settings.top, len(self.options))


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    order = [place for place in command.order if place >= 0]
    if state.settings.private:
        raise Refused("nothing_to_do")
    if not moment.answering:
        raise Refused("step_closed")
    if not state.options:
        raise Refused("no_options_yet")
    if not order:
        raise Refused("nothing_chosen")
    if max(order) >= len(state.options) or len(order) > state.top:
        raise Refused("options_changed")
    if len(set(order)) < len(order):
        raise Refused("ranked_twice")
    weights = {place: state.top - n for n, place in enumerate(order)}
    return [tally.voted(state.tally, actor, [weights.get(n, 0) for n in range(len(state.options))])]


def settle(state: State, moment: Moment) -> list[Event]:
    """Takes over the themes of the earlier step, as long as nobody has ranked; counts once answering is closed."""
    offered = taken_over(state.offered, moment, begun=bool(state.tally.ballots))
    return [*offered, *([] if moment.answering else tally.settle(state.tally, moment))]


def reveal(state: State, moment: Moment) -> list[Event]:
    return [] if state.settings.private else list(tally.reveal(state.tally, moment))


def all_same(state: State) -> bool:
    return state.tally.all_same()


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, Offered):
        return replace(state, offered=tuple(event.themes))
    return replace(state, tally=tally.evolve(state.tally, event, actor))


def without(state: State, person: str, key: str) -> State:
    return replace(state, tally=tally.without(state.tally, person, key))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`options`, `top`, and per audience "sums" and "counted" as the groups, or "mine": my order by places in the plan.

    A group is {"kind", "names"}, from what stands often near the top; its names stand as the plan has them, and groups
    without any are left out. None while it is hidden.
    """
    seen = {"settings": state.settings, "options": state.options, "top": state.top}
    if audience == "participant":
        return {**seen, "mine": _order(state.tally.ballots.get(me or "", ()))}
    count = state.tally.count()
    groups = {"sums": _groups(state, count.disclosed), "counted": _groups(state, count.sums)}
    if audience == "projector":
        del groups["counted"]
    return {**seen, **groups, "groups": groups["counted" if audience == "facilitator" else "sums"]}


def voices(state: State) -> set[str]:
    return set(state.tally.ballots)


def collects(state: State) -> bool:
    return not state.settings.private


def notes(state: State) -> list[Section]:
    """What stood often near the top. The rest stays in the room."""
    groups = _groups(state, state.tally.disclosed) or []
    often = [name for group in groups if group["kind"] == "often" for name in group["names"]]
    lines = [(f"option-{n}", name) for n, name in enumerate(state.options) if name in often]
    return [Section(lines=lines)] if lines else []


def _order(ballot: tuple[int, ...]) -> list[int]:
    placed = [n for n, weight in enumerate(ballot) if weight]
    return sorted(placed, key=lambda n: -ballot[n])


def _groups(state: State, sums: tuple[int, ...] | None) -> list[dict[str, Any]] | None:
    if sums is None:
        return None
    kinds = [_kind(weight / max(*sums, 1)) for weight in sums]
    named = list(zip(state.options, kinds, strict=False))
    groups = [{"kind": kind, "names": [name for name, its in named if its == kind]} for kind in GROUPS]
    return [group for group in groups if group["names"]]


def _kind(share: float) -> Group:
    return "often" if share >= OFTEN else "between" if share >= BETWEEN else "seldom"
