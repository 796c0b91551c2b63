"""Parking lot: what the group will not take up now and will not forget. What is approved may go along."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import pages, pile
from shared.activity import Actor, Audience, Moment, Refused, Release, Section, Struct
from shared.pile import Id, Pile, Words
from shared.text import BadText, clean_text

RELEASES: tuple[Release, ...] = ("review",)
MOST_WRITTEN = 40  # things whoever leads can write down


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    lines: Annotated[list[Annotated[str, Meta(min_length=1, max_length=140)]], Meta(max_length=20)] = []  # from before
    max_chars: Annotated[int, Meta(ge=20, le=140)] = 100
    per_person: Annotated[int, Meta(ge=1, le=8)] = 2


class Write(Struct, frozen=True, tag="write"):
    text: Words


class Drop(Struct, frozen=True, tag="drop"):
    id: Id
    on: bool = True


class Keep(Struct, frozen=True, tag="keep"):
    id: Id
    on: bool = True


class Written(Struct, frozen=True, tag="written"):
    id: str
    text: str


class Dropped(Struct, frozen=True, tag="dropped"):
    id: str
    on: bool


class Kept(Struct, frozen=True, tag="kept"):
    id: str
    on: bool


Command = pile.Command | Write | Drop | Keep
Parked = Written | Dropped | Kept
Event = pile.Event | Parked


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()
    written: dict[str, str] = {}  # by whoever leads: id -> text
    dropped: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()  # approved to go along

    @property
    def lines(self) -> list[dict[str, str]]:
        """What is parked: the plan's lines, then what whoever leads wrote down, then what was shown of people's own."""
        given = {f"line-{n}": text for n, text in enumerate(self.settings.lines)}
        shown = {note.id: note.text for note in self.pile.shown()}
        everything = {**given, **self.written, **shown}
        return [{"id": id, "text": text} for id, text in everything.items() if id not in self.dropped]


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    most, each = state.settings.max_chars, state.settings.per_person
    if not isinstance(command, Write | Drop | Keep):
        return list(pile.decide(state.pile, command, actor, moment, most=most, each=each))
    if not actor.leads:
        raise Refused("not_yours")
    match command:
        case Write(text):
            if len(state.written) >= MOST_WRITTEN:
                raise Refused("parking_full", n=MOST_WRITTEN)
            return [Written(moment.chance.token(), _clean(text, most))]
        case Drop(id, on):
            return [Dropped(_known(state, id), on)]
        case Keep(id, on):
            return [Kept(_known(state, id), on)]


def settle(state: State, moment: Moment) -> list[Event]:
    return list(pile.settle(state.pile, moment))


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(pile.reveal(state.pile, moment))


def evolve(state: State, event: Event, actor: str) -> State:
    match event:
        case Written(id, text):
            return replace(state, written={**state.written, id: text})
        case Dropped(id, on):
            return replace(state, dropped=state.dropped | {id} if on else state.dropped - {id})
        case Kept(id, on):
            return replace(state, kept=state.kept | {id} if on else state.kept - {id})
        case _:
            return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: State, person: str, key: str) -> State | None:
    known = (person, key) in state.pile.notes
    return replace(state, pile=pile.without(state.pile, person, key)) if known else None


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """As shared.pile's view. Where it can be seen what is parked, also `lines` [{"id", "text"}], which for those who
    lead say whether they are "kept"; `spread` (the pages) and `pages` (how many).
    """
    seen = {"settings": state.settings, **pile.view(state.pile, audience, me, each=state.settings.per_person)}
    if audience == "participant":
        return seen
    spread = pages.slips(state.lines)
    seen |= {"lines": state.lines, "spread": spread, "pages": len(spread)}
    if audience == "facilitator":
        seen["lines"] = [{**line, "kept": line["id"] in state.kept} for line in state.lines]
    return seen


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def notes(state: State) -> list[Section]:
    return [Section(lines=[(line["id"], line["text"]) for line in state.lines])]


def carries(state: State) -> list[str]:
    """What a later meeting may begin with: what is parked and was approved."""
    return [line["text"] for line in state.lines if line["id"] in state.kept]


def _known(state: State, id: str) -> str:
    """A line's id, also of one that was dropped. Raises Refused when it is gone."""
    if id not in {line["id"] for line in replace(state, dropped=frozenset()).lines}:
        raise Refused("note_gone")
    return id


def _clean(text: str, most: int) -> str:
    try:
        return clean_text(text, most)
    except BadText as bad:
        raise Refused(str(bad), n=most) from None
