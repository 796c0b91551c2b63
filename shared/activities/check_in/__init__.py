"""Check-in: everyone may say how they arrive, in one word or as weather. Heavy is as welcome as light."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import pile, tally
from shared.activity import Actor, Audience, Moment, Section, Struct
from shared.pile import Pile
from shared.tally import Cast, Tally

SKIES = ("sun", "suncloud", "fog", "rain", "wind", "snow")  # none is better than another
WORD = 30  # characters

Command = pile.Command | tally.Command
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
    if isinstance(command, Cast):
        return list(tally.decide(state.tally, command, moment, options=len(SKIES), dots=1, per_option=1))
    return list(pile.decide(state.pile, command, actor, moment, most=WORD, each=1))


def settle(state: State, moment: Moment) -> list[Event]:
    return list(tally.settle(state.tally, moment) if state.weather else pile.settle(state.pile, moment))


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(tally.reveal(state.tally, moment) if state.weather else pile.reveal(state.pile, moment))


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, tally.Event):
        return replace(state, tally=tally.evolve(state.tally, event, actor))
    return replace(state, pile=pile.evolve(state.pile, event, actor))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """Weather: as shared.tally's view, with `skies`. A word: as shared.pile's view."""
    seen = tally.view(state.tally, audience, me) if state.weather else pile.view(state.pile, audience, me, each=1)
    return {"settings": state.settings, "skies": SKIES, "word": WORD, **seen}


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()} | set(state.tally.ballots)


def notes(state: State) -> list[Section]:
    """Only words that were shown. How the weather was stays in the room."""
    return [Section(lines=[(note.id, note.text) for note in state.pile.at("shown")])]
