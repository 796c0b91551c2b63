"""Pulse: a quick question with three or four ready answers, which may be asked once more after some talk.

Every time it is asked is a question of its own in the ballots, so that a new answer erases the old one and what was
counted before stays as the room saw it. How a pulse fell stays in the room: nothing of it goes into the notes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct
from shared.tally import Tally

SETS = {
    "yes_no_maybe": ("yes", "maybe", "no"),
    "more_same_less": ("more", "same", "less"),
    "abcd": ("a", "b", "c", "d"),
}


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    set: Literal["yes_no_maybe", "more_same_less", "abcd"] = "yes_no_maybe"  # the answers there are


class Choose(Struct, frozen=True, tag="choose"):
    answer: Annotated[int, Meta(ge=0, le=3)]  # by its place in the set


class AskAgain(Struct, frozen=True, tag="ask_again"):
    round: Annotated[int, Meta(ge=0, lt=10**6)]  # that the screen showed: a second press does nothing
    keep: bool = True  # whether the room sees what was shown before beside the new


class AskedAgain(Struct, frozen=True, tag="asked_again"):
    keep: bool


Command = Choose | AskAgain
Event = tally.Event | AskedAgain


class State(Struct, frozen=True):
    settings: Settings
    tally: Tally = Tally()
    round: int = 0  # how often it has been asked again
    compared: bool = False  # whether the room sees the round before beside this one

    @property
    def answers(self) -> tuple[str, ...]:
        return SETS[self.settings.set]

    @property
    def at(self) -> int:
        """Where in the ballots the question stands as it is asked now."""
        return self.round * len(self.answers)


def on_the_spot(prompt: str) -> Settings:
    return Settings(prompt)


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    match command:
        case AskAgain(round, keep):
            return [_asked_again(state, round, keep, actor)]
        case Choose(answer):
            if not moment.answering:
                raise Refused("step_closed")
            if answer >= len(state.answers):
                raise Refused("options_changed")
            ticks = [int(n == answer) for n in range(len(state.answers))]
            return [tally.voted(state.tally, actor, [0] * state.at + ticks)]


def settle(state: State, moment: Moment) -> list[Event]:
    """Counted when it is closed, so that nobody answers to please the room."""
    widths = [len(state.answers)] * (state.round + 1)
    return [] if moment.answering else list(tally.settle(state.tally, moment, widths, first=state.round))


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(tally.reveal(state.tally, moment, first=state.at))


def all_same(state: State) -> bool:
    return state.tally.all_same(first=state.at)


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, AskedAgain):
        return replace(state, round=state.round + 1, compared=event.keep)
    return replace(state, tally=tally.evolve(state.tally, event, actor))


def without(state: State, person: str, key: str) -> State:
    return replace(state, tally=tally.without(state.tally, person, key))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`answers` [{"n", "kind"}].

    projector   also `sums` or None, and each answer with `people` (0 while hidden; 2 stands for one or two), `before`
                (the same of the round before, where that is compared) and `most`
    facilitator the same of what is counted, and `counted`, `round`
    participant also `chosen`: the answer given this time, or None
    """
    answers = [{"n": n, "kind": kind} for n, kind in enumerate(state.answers)]
    base = {"settings": state.settings, "round": state.round}
    if audience == "participant":
        ticks = state.tally.ballots.get(me or "", ())[state.at :]
        return {**base, "answers": answers, "chosen": ticks.index(1) if any(ticks) else None}
    count = state.tally.count(state.at)
    seen = {"sums": tally.gentle(count.disclosed), "counted": tally.gentle(count.sums)}
    now = seen["counted" if audience == "facilitator" else "sums"] or [0] * len(answers)
    before = tally.gentle(_before(state)) or [0] * len(answers)
    top = max([n for n in now if n > tally.A_FEW], default=None)
    rows = [
        {**each, "people": n, "before": b, "most": n == top} for each, n, b in zip(answers, now, before, strict=True)
    ]
    return {**base, **(seen if audience == "facilitator" else {"sums": seen["sums"]}), "answers": rows}


def voices(state: State) -> set[str]:
    return {who for who, ballot in state.tally.ballots.items() if any(ballot[state.at :])}


def notes(state: State) -> list[Section]:
    return []


def _asked_again(state: State, round: int, keep: bool, actor: Actor) -> AskedAgain:
    if not actor.leads:
        raise Refused("not_yours")
    if round != state.round:
        raise Refused("already_moved")
    return AskedAgain(keep)


def _before(state: State) -> tuple[int, ...] | None:
    """What the room saw the time before, if it is to be compared."""
    return state.tally.count(state.at - len(state.answers)).disclosed if state.compared else None
