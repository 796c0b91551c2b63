"""Round: everybody may speak in turn, or pass, or ask to be come back to, aloud. Nobody is listed."""

from __future__ import annotations

from math import ceil
from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared.activity import Actor, Audience, Moment, Refused, Section, Struct

MOST = 40  # people that a round is reckoned for
A_WORD = 20  # seconds for a word or a sentence, with the look and the breath before it

Way = Literal["whole", "short", "halves"]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    short: Annotated[str, Meta(max_length=140)] = ""  # a question that can be answered in a word
    seconds: Annotated[int, Meta(ge=10, le=300)] = 45  # about so long for each; only whoever leads sees it
    order: Literal["circle", "free"] = "circle"
    phones: Literal["look", "away"] = "away"


class CountSeats(Struct, frozen=True, tag="count_seats"):
    people: Annotated[int, Meta(ge=1, le=MOST)]


class Choose(Struct, frozen=True, tag="choose_way"):
    way: Way


class Seated(Struct, frozen=True, tag="seated"):
    people: int


class Chosen(Struct, frozen=True, tag="way_chosen"):
    way: Way


Command = CountSeats | Choose
Event = Seated | Chosen


class State(Struct, frozen=True):
    settings: Settings
    people: int | None = None  # said by whoever leads, who also counts those without a phone
    way: Way = "whole"


def minutes(people: int, seconds: int) -> int:
    """How long a round takes, with a minute for its beginning and its end."""
    return ceil(people * seconds / 60) + 1


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if not actor.leads:
        raise Refused("not_yours")
    match command:
        case CountSeats(people):
            return [Seated(people)]
        case Choose(way):
            return [Chosen(way)]


def evolve(state: State, event: Event, actor: str) -> State:
    match event:
        case Seated(people):
            return replace(state, people=people)
        case Chosen(way):
            return replace(state, way=way)


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`question` in the way that was chosen, and `way`.

    facilitator also `people` (None until said), `most`, and `takes` {way: minutes for 0, 1, 2 ... people}
    """
    settings = state.settings
    question = settings.short if state.way == "short" and settings.short else settings.prompt
    seen = {"settings": settings, "question": question, "way": state.way}
    if audience != "facilitator":
        return seen
    takes = {
        "whole": [minutes(n, settings.seconds) for n in range(MOST + 1)],
        "short": [minutes(n, min(A_WORD, settings.seconds)) for n in range(MOST + 1)],
        "halves": [minutes(ceil(n / 2), settings.seconds) for n in range(MOST + 1)],
    }
    return {**seen, "people": state.people, "most": MOST, "takes": takes}


def notes(state: State) -> list[Section]:
    return []
