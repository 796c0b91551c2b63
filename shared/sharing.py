"""Sharing on purpose: quiet work of which a person may let one piece out, in a step of its own.

What is worked on stays on the phone (shared/browser/private.js). What someone chooses to share comes here as an
ordinary note and is let out as all notes are (shared/pile.py). An activity of this kind brings its Settings, with
`share` and `max_chars`, and a State that is a Sharing; the rest it takes from here.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from shared import pages, pile
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct
from shared.pile import Pile

EACH = 1  # pieces a person may let out: one is chosen, not everything

Command = pile.Command
Event = pile.Event


class Sharing(Struct, frozen=True):
    settings: Any
    pile: Pile = Pile()


def decide(state: Sharing, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if not state.settings.share and isinstance(command, pile.Add):
        raise Refused("nothing_to_do")
    return pile.decide(state.pile, command, actor, moment, most=state.settings.max_chars, each=EACH)


def settle(state: Sharing, moment: Moment) -> list[Event]:
    return pile.settle(state.pile, moment)


def reveal(state: Sharing, moment: Moment) -> list[Event]:
    return pile.reveal(state.pile, moment)


def evolve(state: Any, event: Event, actor: str) -> Any:
    return replace(state, pile=pile.evolve(state.pile, event, actor))


def view(state: Sharing, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """As shared.pile's view. Where it can be seen what is shown, also `pages` (how many) and `spread` (the pages)."""
    seen = {"settings": state.settings, **pile.view(state.pile, audience, me, each=EACH)}
    if audience == "participant":
        return seen
    spread = pages.slips(seen["shown"])
    return {**seen, "spread": spread, "pages": len(spread)}


def voices(state: Sharing) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def collects(state: Sharing) -> bool:
    return state.settings.share


def notes(state: Sharing) -> list[Section]:
    return [Section(lines=[(note.id, note.text) for note in state.pile.at("shown")])]
