"""Open answers: everyone may answer a question in their own words; nobody sees who wrote what."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import pages, pile
from shared.activity import Actor, Audience, Moment, Section, Struct
from shared.pile import Pile

Command = pile.Command
Event = pile.Event


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=200)]
    help: str = ""
    gentler: str = ""  # a lighter question that anyone may answer instead
    starter: str = ""  # the beginning of a sentence
    max_chars: Annotated[int, Meta(ge=20, le=600)] = 200
    per_person: Annotated[int, Meta(ge=1, le=3)] = 1


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    most, each = state.settings.max_chars, state.settings.per_person
    return pile.decide(state.pile, command, actor, moment, most=most, each=each)


def settle(state: State, moment: Moment) -> list[Event]:
    return pile.settle(state.pile, moment)


def reveal(state: State, moment: Moment) -> list[Event]:
    return pile.reveal(state.pile, moment)


def evolve(state: State, event: Event, actor: str) -> State:
    return replace(state, pile=pile.evolve(state.pile, event, actor))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """As shared.pile's view. Where it can be seen what is shown, also `pages` (how many) and `spread` (the pages)."""
    seen = {"settings": state.settings, **pile.view(state.pile, audience, me, each=state.settings.per_person)}
    if audience != "participant":
        spread = pages.slips(seen["shown"])
        seen |= {"spread": spread, "pages": len(spread)}
    return seen


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def notes(state: State) -> list[Section]:
    return [Section(lines=[(note.id, note.text) for note in state.pile.at("shown")])]
