"""Speaking list: a silent raised hand. Raising it is a public act, as in any room, and it is kept apart from all else.

A hand has a sign that is new each time it goes up, and the order in which hands came, since that is what it is for. It
stands under this step's own pseudonym, which joins with nothing anyone has written, and is erased when it goes down.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import symbols
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct

SHOWN = 6  # hands that can be read on the big screen beside each other; the rest are said as a number


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""


class Raise(Struct, frozen=True, tag="raise_hand"):
    pass


class Lower(Struct, frozen=True, tag="lower_hand"):
    hand: Annotated[int, Meta(ge=-1, lt=symbols.MANY)] = -1  # whoever leads names it; one's own needs no name


class LowerAll(Struct, frozen=True, tag="lower_all"):
    pass


class Raised(Struct, frozen=True, tag="raised"):
    hand: int
    key: Literal["hand"] = "hand"


class Lowered(Struct, frozen=True, tag="lowered"):
    hands: list[int]


class Listed(Struct, frozen=True, tag="listed"):
    """What the room sees now. Nobody's doing, so that every screen is told, as with a hand in the room."""

    hands: list[int]


Command = Raise | Lower | LowerAll
Event = Raised | Lowered | Listed


class State(Struct, frozen=True):
    settings: Settings
    hands: dict[str, int] = {}  # in the order they went up
    listed: tuple[int, ...] = ()


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    match command:
        case Raise():
            return [_raised(state, actor, moment)]
        case Lower(hand):
            named = hand if actor.leads else state.hands.get(actor.id, -1)
            return [Lowered([named])] if named in state.hands.values() else []
        case LowerAll():
            if not actor.leads:
                raise Refused("not_yours")
            return [Lowered(list(state.hands.values()))]


def settle(state: State, moment: Moment) -> list[Event]:
    """Shows what is up. Where the meeting has gone on, every hand goes down."""
    up = list(state.hands.values())
    if not moment.answering and (up or state.listed):
        return [Lowered(up), Listed([])]
    return [Listed(up)] if up != list(state.listed) else []


def lets_go(before: State, after: State) -> list[tuple[str, str]]:
    """A hand that is down is erased, whoever took it down."""
    return [(who, "hand") for who in before.hands if who not in after.hands]


def evolve(state: State, event: Event, actor: str) -> State:
    match event:
        case Raised(hand):
            return replace(state, hands={**state.hands, actor: hand})
        case Lowered(hands):
            return replace(state, hands={who: hand for who, hand in state.hands.items() if hand not in hands})
        case Listed(hands):
            return replace(state, listed=tuple(hands))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`hands` that are up, in their order. participant instead: their own `hand` or None, and whether it is `first`."""
    up = [hand for hand in state.hands.values() if hand in state.listed]
    if audience != "participant":
        return {"settings": state.settings, "hands": [symbols.symbol(n) for n in up], "shown": SHOWN}
    mine = state.hands.get(me or "")
    return {
        "settings": state.settings,
        "hand": None if mine is None else symbols.symbol(mine),
        "first": mine is not None and up[:1] == [mine],
        "mine": [] if mine is None else [{"key": "hand", "text": ""}],
    }


def notes(state: State) -> list[Section]:
    return []


def _raised(state: State, actor: Actor, moment: Moment) -> Raised:
    if actor.leads:
        raise Refused("not_yours")
    if not moment.answering:
        raise Refused("step_closed")
    if actor.id in state.hands:
        raise Refused("hand_is_up")
    free = [n for n in moment.chance.shuffled(range(symbols.MANY)) if n not in state.hands.values()]
    if not free:
        raise Refused("list_is_full")
    return Raised(free[0])
