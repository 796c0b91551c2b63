"""Check-out: what people take with them today, in one word or one sentence. Closes what was opened."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import pages, pile
from shared.activity import Actor, Audience, Moment, Section, Struct
from shared.pile import Pile

LONGEST = {"word": 30, "sentence": 120}  # characters

Command = pile.Command
Event = pile.Event


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    form: Literal["word", "sentence"] = "word"
    help: str = ""


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    return pile.decide(state.pile, command, actor, moment, most=LONGEST[state.settings.form], each=1)


def settle(state: State, moment: Moment) -> list[Event]:
    return pile.settle(state.pile, moment)


def reveal(state: State, moment: Moment) -> list[Event]:
    return pile.reveal(state.pile, moment)


def evolve(state: State, event: Event, actor: str) -> State:
    return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: State, person: str, key: str) -> State | None:
    known = (person, key) in state.pile.notes
    return replace(state, pile=pile.without(state.pile, person, key)) if known else None


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """As shared.pile's view. Where it can be seen what is shown, also `pages` (how many) and `spread` (the pages)."""
    seen = {"settings": state.settings, "longest": LONGEST[state.settings.form]}
    seen |= pile.view(state.pile, audience, me, each=1)
    if audience != "participant":
        spread = (pages.words if state.settings.form == "word" else pages.slips)(seen["shown"])
        seen |= {"spread": spread, "pages": len(spread)}
    return seen


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def notes(state: State) -> list[Section]:
    return [Section(lines=[(note.id, note.text) for note in state.pile.at("shown")])]
