"""Small groups: two to five people talk, in groups made by chance. Being on one's own is a choice like the others.

A phone learns its own group's sign and nothing else. No screen, list or figure says what anyone chose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import symbols
from shared.activity import Actor, Audience, Chance, Moment, Refused, Section, Struct

How = Literal["group", "alone", "three"]
Line = Annotated[str, Meta(min_length=1, max_length=120)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    size: Annotated[int, Meta(ge=2, le=5)] = 3
    lines: Annotated[list[Line], Meta(max_length=4)] = []  # how to speak and listen, in place of our own words
    swap: bool = True  # whether someone else tells in the second half


class Wish(Struct, frozen=True, tag="wish"):
    how: How


class MakeGroups(Struct, frozen=True, tag="make_groups"):
    number: Annotated[int, Meta(ge=0, le=20)] = 0  # 0: as many as those who want a group need


class HalfTime(Struct, frozen=True, tag="half_time"):
    on: bool


class Wished(Struct, frozen=True, tag="wished"):
    how: How
    key: Literal["wish"] = "wish"  # another wish erases the one before


class Made(Struct, frozen=True, tag="groups_made"):
    signs: list[int]
    places: list[tuple[str, int]]  # (pseudonym, sign)
    at: int  # whole minutes since the epoch


class Joined(Struct, frozen=True, tag="joined"):
    places: list[tuple[str, int]]


class Halved(Struct, frozen=True, tag="halved"):
    on: bool


Command = Wish | MakeGroups | HalfTime
Event = Wished | Made | Joined | Halved


class State(Struct, frozen=True):
    settings: Settings
    wishes: dict[str, How] = {}
    signs: tuple[int, ...] = ()  # stay as they were made: whoever comes or goes changes nothing in the room
    places: dict[str, int] = {}
    made_at: int = 0
    half: bool = False

    def together(self) -> list[str]:
        """Those who want company."""
        return [who for who, how in self.wishes.items() if how != "alone"]

    def sign_of(self, who: str) -> int | None:
        return self.places.get(who) if self.wishes.get(who, "alone") != "alone" else None


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    match command:
        case Wish(how):
            if not moment.answering:
                raise Refused("step_closed")
            return [Wished(how)]
        case _ if not actor.leads:
            raise Refused("not_yours")
        case MakeGroups(number):
            return [_made(state, number, moment)]
        case HalfTime(on):
            return [Halved(on)]


def settle(state: State, moment: Moment) -> list[Event]:
    """Whoever wants company after the groups were made comes to the smallest of them."""
    late = [who for who in state.together() if who not in state.places]
    if not state.signs or not late:
        return []
    filled = dict.fromkeys(moment.chance.shuffled(state.signs), 0)
    for who in state.together():
        if who in state.places and state.places[who] in filled:
            filled[state.places[who]] += 1
    joined = []
    for who in moment.chance.shuffled(late):
        sign = min(filled, key=lambda each: filled[each] or len(late))  # an empty sign would be a lonely one
        filled[sign] += 1
        joined.append((who, sign))
    return [Joined(sorted(joined))]


def evolve(state: State, event: Event, actor: str) -> State:
    match event:
        case Wished(how):
            return replace(state, wishes={**state.wishes, actor: how})
        case Made(signs, places, at):
            return replace(state, signs=tuple(signs), places=dict(places), made_at=at, half=False)
        case Joined(places):
            return replace(state, places={**state.places, **dict(places)})
        case Halved(on):
            return replace(state, half=on)


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`signs` of the groups once they are made, `half` when whoever leads has said so, `made_at` in minutes.

    participant instead of `signs`: `made`, their own `wish` and `sign` or None, and `mine` to take the wish back
    """
    seen = {"settings": state.settings, "half": state.half, "made_at": state.made_at}
    if audience != "participant":
        return {**seen, "signs": [symbols.symbol(n) for n in state.signs]}
    wish, sign = state.wishes.get(me or ""), state.sign_of(me or "")
    return {
        **seen,
        "made": bool(state.signs),
        "wish": wish,
        "sign": None if sign is None else symbols.symbol(sign),
        "mine": [{"key": "wish", "text": ""}] if wish else [],
    }


def notes(state: State) -> list[Section]:
    return []


def grouped(wishes: Mapping[str, How], size: int, chance: Chance) -> list[list[str]]:
    """Those who want company, in groups by chance: three where three is asked for, else about `size`.

    Nobody is in a group of one while there is another group, and nobody in one of two unless pairs are what was meant.
    """
    threes = chance.shuffled([who for who, how in wishes.items() if how == "three"])
    others = chance.shuffled([who for who, how in wishes.items() if how == "group"])
    whole = len(threes) // 3 * 3
    groups, over = [threes[n : n + 3] for n in range(0, whole, 3)], threes[whole:]
    lacking = 3 - len(over) if over else 0
    if over and len(others) >= lacking and len(others) - lacking != 1:
        groups.append([*over, *others[:lacking]])
        others = others[lacking:]
    else:
        others = [*others, *over]
    if len(others) < fewest(size) and groups:
        for n, who in enumerate(others):
            groups[n % len(groups)].append(who)
        return groups
    return [*groups, *_dealt(others, _how_many(len(others), size))]


def fewest(size: int) -> int:
    """How many a group has at least: two only where pairs were meant."""
    return min(size, 3)


def _how_many(people: int, size: int) -> int:
    """The number of groups whose size comes nearest to the one that was asked for, none of them too small."""
    possible = range(1, max(people // fewest(size), 1) + 1)
    return min(possible, key=lambda groups: abs(people / groups - size)) if people else 0


def _dealt(people: list[str], groups: int) -> list[list[str]]:
    return [people[n::groups] for n in range(groups)]


def _made(state: State, number: int, moment: Moment) -> Made:
    if number:
        groups = _dealt(moment.chance.shuffled(state.together()), number)
    else:
        groups = grouped(state.wishes, state.settings.size, moment.chance) or [[]]
    if len(groups) > symbols.MANY:
        groups = _dealt([who for group in groups for who in group], symbols.MANY)
    first = moment.chance.shuffled(range(symbols.MANY))[0]
    signs = [(first + n) % symbols.MANY for n in range(len(groups))]
    return Made(signs, sorted((who, signs[n]) for n, group in enumerate(groups) for who in group), moment.now)
