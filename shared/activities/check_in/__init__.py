"""Check-in: everyone may say how they arrive, in one word or as weather. Heavy is as welcome as light."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import pages, pile, tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct
from shared.pile import Pile
from shared.tally import Cast, Tally

SKIES = ("sun", "suncloud", "fog", "rain", "wind", "snow")  # none is better than another
WORD = 30  # characters


class Choose(Struct, frozen=True, tag="choose"):
    """One kind of weather, by its place in SKIES."""

    sky: Annotated[int, Meta(ge=0, lt=len(SKIES))]


Command = pile.Command | Choose
Event = pile.Event | tally.Event


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    form: Literal["word", "weather"] = "word"
    help: str = ""


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()
    tally: Tally = Tally()

    @property
    def weather(self) -> bool:
        return self.settings.form == "weather"


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if isinstance(command, Choose) != state.weather:
        raise Refused("nothing_to_do")
    if isinstance(command, Choose):
        ballot = Cast([int(sky == command.sky) for sky in range(len(SKIES))])
        return list(tally.decide(state.tally, ballot, actor, moment, options=len(SKIES), dots=1, per_option=1))
    return list(pile.decide(state.pile, command, actor, moment, most=WORD, each=1))


def settle(state: State, moment: Moment) -> list[Event]:
    return list(tally.settle(state.tally, moment) if state.weather else pile.settle(state.pile, moment))


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(tally.reveal(state.tally, moment) if state.weather else pile.reveal(state.pile, moment))


def all_same(state: State) -> bool:
    return state.tally.all_same()


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, tally.Event):
        return replace(state, tally=tally.evolve(state.tally, event, actor))
    return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: State, person: str, key: str) -> State | None:
    if state.weather:
        return replace(state, tally=tally.without(state.tally, person))
    known = (person, key) in state.pile.notes
    return replace(state, pile=pile.without(state.pile, person, key)) if known else None


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """Weather: as shared.tally's view, with `skies`, and `chosen` instead of dots. A word: as shared.pile's view,
    and where it can be seen what is shown, also `pages` (how many) and `spread` (the pages).
    """
    seen = {"settings": state.settings, "pages": 1}
    if state.weather:
        counts = tally.view(state.tally, audience, me)
        mine = counts.pop("mine", None)
        return {**seen, "skies": SKIES, **counts, "chosen": mine.index(1) if mine else None, "mine": []}
    seen |= {"word": WORD, **pile.view(state.pile, audience, me, each=1)}
    if audience != "participant":
        spread = pages.words(seen["shown"])
        seen |= {"spread": spread, "pages": len(spread)}
    return seen


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()} | set(state.tally.ballots)


def notes(state: State) -> list[Section]:
    """Only words that were shown. How the weather was stays in the room."""
    return [Section(lines=[(note.id, note.text) for note in state.pile.at("shown")])]
