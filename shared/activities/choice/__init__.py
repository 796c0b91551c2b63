"""Choice: one or several of a few options. "Something else" and "I don't know" are options like any other.

Nothing is counted before answering is closed, so nobody chooses to please the room. What "something else" is, is said
aloud by those who want to: words beside a vote would be tied to it.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct, Theme
from shared.options import Offered, Option, Place, taken_over
from shared.tally import Tally


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    gentler: str = ""  # a lighter question that anyone may answer instead
    options: Annotated[list[Option], Meta(max_length=10)] = []
    options_from: str = ""  # an earlier step whose themes are chosen between
    most: Annotated[int, Meta(ge=1, le=10)] = 1  # how many each person may choose
    other: bool = False  # "something else" may be chosen too
    unsure: bool = False  # "I don't know" may be chosen too
    shuffled: bool = False  # in another order than the plan's, the same for all


class Choose(Struct, frozen=True, tag="choose"):
    chosen: Annotated[list[Place], Meta(max_length=40)] = []


class Ordered(Struct, frozen=True, tag="ordered"):
    order: list[int]


Command = Choose
Event = tally.Event | Offered | Ordered


class State(Struct, frozen=True):
    settings: Settings
    tally: Tally = Tally()
    offered: tuple[Theme, ...] = ()
    order: tuple[int, ...] = ()

    @property
    def options(self) -> list[str]:
        return [theme.name for theme in self.offered] if self.settings.options_from else self.settings.options


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    choices, chosen = _choices(state), set(command.chosen)
    if not moment.answering:
        raise Refused("step_closed")
    if not state.options:
        raise Refused("no_options_yet")
    if not chosen:
        raise Refused("nothing_chosen")
    if max(chosen) >= len(choices):
        raise Refused("options_changed")
    if len(chosen) > state.settings.most:
        raise Refused("too_many_chosen", n=state.settings.most)
    return [tally.voted(state.tally, actor, [int(n in chosen) for n in range(len(choices))])]


def settle(state: State, moment: Moment) -> list[Event]:
    """Takes over the themes of the earlier step and shuffles, as long as nobody has chosen; counts once closed."""
    begun = bool(state.tally.ballots)
    offered = taken_over(state.offered, moment, begun=begun)
    after = replace(state, offered=tuple(offered[0].themes)) if offered else state
    if state.settings.shuffled and not begun and len(after.order) != len(after.options):
        return [*offered, Ordered(moment.chance.shuffled(range(len(after.options))))]
    return [*offered, *([] if moment.answering else tally.settle(state.tally, moment))]


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(tally.reveal(state.tally, moment))


def all_same(state: State) -> bool:
    return state.tally.all_same()


def evolve(state: State, event: Event, actor: str) -> State:
    match event:
        case Offered(themes):
            return replace(state, offered=tuple(themes), order=())
        case Ordered(order):
            return replace(state, order=tuple(order))
        case _:
            return replace(state, tally=tally.evolve(state.tally, event, actor))


def without(state: State, person: str, key: str) -> State:
    return replace(state, tally=tally.without(state.tally, person, key))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`choices` [{"n", "name", "kind"}], in the order that all see; `name` only where `kind` is "own".

    projector   also `sums` or None, and each choice with `people` (0 while hidden; 2 stands for one or two) and `most`
    facilitator the same of what is counted, and `counted`
    participant also `mine`: the places chosen
    """
    seen = tally.view(state.tally, audience, me)
    base = {"settings": state.settings, "several": state.settings.most > 1}
    if audience == "participant":
        return {**base, "choices": _choices(state), "mine": [n for n, on in enumerate(seen["mine"] or []) if on]}
    gentle = {name: tally.gentle(sums) for name, sums in seen.items()}
    sums = gentle["counted" if audience == "facilitator" else "sums"] or []
    top = max([n for n in sums if n > tally.A_FEW], default=0)
    counts = {n: {"people": people, "most": people == top} for n, people in enumerate(sums)}
    nothing = {"people": 0, "most": False}
    return {**base, **gentle, "choices": [{**each, **counts.get(each["n"], nothing)} for each in _choices(state)]}


def voices(state: State) -> set[str]:
    return set(state.tally.ballots)


def notes(state: State) -> list[Section]:
    """The options that more than a few chose, without figures. The rest stays in the room."""
    chosen = [n for n, people in enumerate(state.tally.disclosed or ()) if people > tally.A_FEW]
    lines = [(f"option-{n}", state.options[n]) for n in chosen if n < len(state.options)]
    return [Section(lines=lines)] if lines else []


def _choices(state: State) -> list[dict[str, Any]]:
    own = len(state.options)
    order = state.order if len(state.order) == own else range(own)
    more = ["other"] * state.settings.other + ["unsure"] * state.settings.unsure
    named = [{"n": n, "name": state.options[n], "kind": "own"} for n in order]
    return [*named, *({"n": own + at, "name": "", "kind": kind} for at, kind in enumerate(more))]
