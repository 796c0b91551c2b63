"""Open answers: everyone may answer a question in their own words; nobody sees who wrote what."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import marks, pages, pile, recognition
from shared.activity import Actor, Audience, Moment, Section, Struct
from shared.marks import Marks
from shared.pile import Pile

Command = pile.Command | marks.Command
Event = pile.Event | marks.Event


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=200)]
    help: str = ""
    gentler: str = ""  # a lighter question that anyone may answer instead
    starter: str = ""  # the beginning of a sentence
    max_chars: Annotated[int, Meta(ge=20, le=600)] = 200
    per_person: Annotated[int, Meta(ge=1, le=3)] = 1
    recognise: bool = False  # may people mark the shown answers they know too?


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()
    marks: Marks = Marks()


def on_the_spot(prompt: str) -> Settings:
    return Settings(prompt)


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if isinstance(command, marks.Command):
        return list(recognition.decide(state, command, actor, moment))
    most, each = state.settings.max_chars, state.settings.per_person
    return list(pile.decide(state.pile, command, actor, moment, most=most, each=each))


def settle(state: State, moment: Moment) -> list[Event]:
    return [*pile.settle(state.pile, moment), *recognition.settle(state)]


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(pile.reveal(state.pile, moment))


def late(state: State, command: Command, actor: Actor) -> bool:
    return isinstance(command, marks.Command)


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, marks.Event):
        return recognition.evolve(state, event, actor)
    return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: State, person: str, key: str) -> State | None:
    known = key != marks.KEY and (person, key) in state.pile.notes
    return replace(state, pile=pile.without(state.pile, person, key)) if known else None


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """As shared.pile's view. Where it can be seen what is shown, also `pages` (how many) and `spread` (the pages)."""
    seen = pile.view(state.pile, audience, me, each=state.settings.per_person)
    seen = {"settings": state.settings, **recognition.view(state, audience, me, seen)}
    if audience != "participant":
        spread = pages.slips(seen["shown"])
        seen |= {"spread": spread, "pages": len(spread)}
    return seen


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def notes(state: State) -> list[Section]:
    return [Section(lines=[(note.id, note.text) for note in state.pile.at("shown")])]
