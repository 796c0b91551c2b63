"""Board: notes in named fields. Each person says where a note belongs; whoever leads may move it, also into two."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import marks, pile, recognition
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct, Theme
from shared.marks import Marks
from shared.picture import pictures, places
from shared.pile import Id, Key, Pile

MOST_FIELDS = 6
Field = Annotated[int, Meta(ge=-1, lt=MOST_FIELDS)]  # its place in the plan, so that it is the same in every language


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=120)]
    fields: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=40)]], Meta(min_length=1, max_length=MOST_FIELDS)
    ]
    help: str = ""
    gentler: str = ""  # a lighter question that anyone may answer instead
    starter: str = ""  # the beginning of a sentence
    max_chars: Annotated[int, Meta(ge=20, le=140)] = 60
    per_person: Annotated[int, Meta(ge=1, le=8)] = 3
    recognise: bool = False  # may people mark the shown notes they know too?


class AddTo(pile.Add, frozen=True, tag="add"):
    field: Field = -1  # where the note already is


class Put(Struct, frozen=True, tag="put"):
    note: Id
    field: Field
    also: Field = -1  # a second field, if any


class PutIn(Struct, frozen=True, tag="put_in"):
    key: Key  # of the note; taking it back erases this too
    field: int


class Arranged(Struct, frozen=True, tag="arranged"):
    note: str
    fields: list[int]


Command = AddTo | pile.Lead | marks.Command | Put
Event = pile.Event | marks.Event | PutIn | Arranged


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()
    marks: Marks = Marks()
    written: dict[tuple[str, str], int] = {}  # (pseudonym, key) -> the field its writer chose
    arranged: dict[str, list[int]] = {}  # public id -> fields, once whoever leads has moved it

    def fields_of(self, note: pile.Note) -> list[int]:
        return self.arranged.get(note.id) or [self.written.get((note.by, note.key), 0)]


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if isinstance(command, marks.Command):
        return list(recognition.decide(state, command, actor, moment))
    if isinstance(command, Put):
        return [_put(state, command, actor)]
    most, each = state.settings.max_chars, state.settings.per_person
    events: list[Event] = list(pile.decide(state.pile, command, actor, moment, most=most, each=each))
    if isinstance(command, AddTo):
        events.append(PutIn(command.key, _chosen(state, command, actor)))
    return events


def settle(state: State, moment: Moment) -> list[Event]:
    return [*pile.settle(state.pile, moment), *recognition.settle(state)]


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(pile.reveal(state.pile, moment))


def late(state: State, command: Command, actor: Actor) -> bool:
    return isinstance(command, marks.Command)


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, marks.Event):
        return recognition.evolve(state, event, actor)
    match event:
        case PutIn(key, field):
            return replace(state, written={**state.written, (actor, key): field})
        case Arranged(note, fields):
            return replace(state, arranged={**state.arranged, note: fields})
        case _:
            return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: State, person: str, key: str) -> State | None:
    if key == marks.KEY or (person, key) not in state.pile.notes:
        return None
    written = {place: field for place, field in state.written.items() if place != (person, key)}
    return replace(state, pile=pile.without(state.pile, person, key), written=written)


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """Beside the pile (and what is recognised): where each note stands.

    projector    `pictures` (one a page): all fields together, then each field alone for the back row
    facilitator  each note has "fields"; `pages`, and `places` in the room's picture: [{"page", "id", "name"}]
    participant  each note of one's own has "where", the name of its field
    """
    seen = pile.view(state.pile, audience, me, each=state.settings.per_person)
    seen = {"settings": state.settings, **recognition.view(state, audience, me, seen)}
    names = state.settings.fields
    if audience == "participant":
        at = [names[min(state.written.get((me or "", note["key"]), 0), len(names) - 1)] for note in seen["mine"]]
        return {**seen, "mine": [{**note, "where": where} for note, where in zip(seen["mine"], at, strict=True)]}
    room = pictures(_columns(state, seen["shown"]), []) if seen["shown"] else []
    if audience == "projector":
        return {**seen, "pictures": room, "pages": max(1, len(room))}
    at = {note.id: _known(state, state.fields_of(note)) for note in state.pile.notes.values()}
    lists = {
        place: [{**note, "fields": at[note["id"]]} for note in seen[place]]
        for place in ("shown", "gathered", "held", "hidden")
    }
    return {**seen, **lists, "pages": max(1, len(room)), "places": places(room)}


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def offers(state: State) -> list[Theme]:
    return [Theme(f"field-{n}", name) for n, name in enumerate(state.settings.fields)]


def notes(state: State) -> list[Section]:
    """The notes that stand on the board, each once, under its first field."""
    laid: dict[int, list[tuple[str, str]]] = {n: [] for n in range(len(state.settings.fields))}
    for note in state.pile.at("shown"):
        laid[_known(state, state.fields_of(note))[0]].append((note.id, note.text))
    return (
        [Section(f"field-{n}", state.settings.fields[n], lines) for n, lines in laid.items()]
        if any(laid.values())
        else []
    )


def _put(state: State, command: Put, actor: Actor) -> Arranged:
    if not actor.leads:
        raise Refused("not_yours")
    if command.note not in {note.id for note in state.pile.notes.values() if note.id}:
        raise Refused("note_gone")
    fields = list(dict.fromkeys(n for n in (command.field, command.also) if 0 <= n < len(state.settings.fields)))
    if not fields:
        raise Refused("choose_field")
    return Arranged(command.note, fields)


def _chosen(state: State, command: AddTo, actor: Actor) -> int:
    """The field a note goes into: the one chosen, else where it was, else the only one there is.

    What was written on paper is typed in without a field: it goes into the first, and can be moved from there.
    """
    only = 0 if actor.leads or len(state.settings.fields) == 1 else -1
    field = command.field if command.field >= 0 else state.written.get((actor.id, command.key), only)
    if not 0 <= field < len(state.settings.fields):
        raise Refused("choose_field")
    return field


def _columns(state: State, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    at = {note.id: _known(state, state.fields_of(note)) for note in state.pile.at("shown")}
    return [
        {"id": f"field-{n}", "name": name, "notes": [note for note in shown if n in at[note["id"]]]}
        for n, name in enumerate(state.settings.fields)
    ]


def _known(state: State, fields: list[int]) -> list[int]:
    return [n for n in fields if n < len(state.settings.fields)] or [0]
