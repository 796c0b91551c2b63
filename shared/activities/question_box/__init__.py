"""Question box: anyone may ask without a name. Each is read first; nothing is voted up, and nothing is counted."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import pages, pile
from shared.activity import Actor, Audience, Moment, Refused, Release, Section, Struct
from shared.pile import Id, Note, Pile

RELEASES: tuple[Release, ...] = ("review",)  # a question may name somebody, so it is always read first
Outcome = Literal["open", "answered", "parked"]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    starter: str = ""  # the beginning of a question
    lines: Annotated[list[Annotated[str, Meta(min_length=1, max_length=400)]], Meta(max_length=20)] = []  # from before
    max_chars: Annotated[int, Meta(ge=20, le=400)] = 200
    per_person: Annotated[int, Meta(ge=1, le=8)] = 3


class Sort(Struct, frozen=True, tag="sort"):
    id: Id
    to: Outcome


class Sorted(Struct, frozen=True, tag="sorted"):
    id: str
    to: Outcome


Command = pile.Command | Sort
Event = pile.Event | Sorted


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()
    outcomes: dict[str, Outcome] = {}  # public id -> what became of it; none is open

    def outcome(self, id: str) -> Outcome:
        return self.outcomes.get(id, "open") if id else "open"

    @property
    def lines(self) -> list[dict[str, str]]:
        """Questions that the group brought along from before: [{"id", "text"}]."""
        return [{"id": f"line-{n}", "text": text} for n, text in enumerate(self.settings.lines)]

    @property
    def answered_before(self) -> list[str]:
        """Those of them that have been answered now."""
        return [line["text"] for line in self.lines if self.outcome(line["id"]) == "answered"]


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if not isinstance(command, Sort):
        most, each = state.settings.max_chars, state.settings.per_person
        return list(pile.decide(state.pile, command, actor, moment, most=most, each=each))
    if not actor.leads:
        raise Refused("not_yours")
    known = {note.id for note in state.pile.notes.values() if note.id} | {line["id"] for line in state.lines}
    if command.id not in known:
        raise Refused("note_gone")
    return [Sorted(command.id, command.to)]


def settle(state: State, moment: Moment) -> list[Event]:
    return list(pile.settle(state.pile, moment))


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(pile.reveal(state.pile, moment))


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, Sorted):
        return replace(state, outcomes={**state.outcomes, event.id: event.to})
    return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: State, person: str, key: str) -> State | None:
    known = (person, key) in state.pile.notes
    return replace(state, pile=pile.without(state.pile, person, key)) if known else None


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """As shared.pile's view, where only open questions are in its lists. The room has them as pages in `spread`.

    facilitator  also `before` (open ones from an earlier meeting), `answered` and `parked`, and on each question
                 "sorts": what may become of it
    participant  a question of one's own that was answered or parked says so in "outcome"
    """
    seen = {"settings": state.settings, **pile.view(state.pile, audience, me, each=state.settings.per_person)}
    if audience == "participant":
        own = {note.key: state.outcome(note.id) for note in state.pile.of(me)}
        return {**seen, "mine": [{**note, "outcome": own[note["key"]]} for note in seen["mine"]]}
    sorts = {"sorts": ("answered", "parked")} if audience == "facilitator" else {}
    for place in seen.keys() & {"shown", "gathered", "held"}:
        seen[place] = [{**note, **sorts} for note in seen[place] if state.outcome(note["id"]) == "open"]
    before = [line for line in state.lines if state.outcome(line["id"]) == "open"]
    spread = pages.slips([*before, *seen["shown"]])
    seen |= {"spread": spread, "pages": len(spread)}
    if audience == "projector":
        return seen
    return {**seen, **_done(state), "before": [{**line, "sorts": ("answered",)} for line in before]}


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def notes(state: State) -> list[Section]:
    return [Section(lines=[(note.id, note.text) for note in state.pile.at("shown")])]


def carries(state: State) -> list[str]:
    """The parked questions, which a later meeting may take up."""
    return [note.text for note in _with(state, "parked")]


def _done(state: State) -> dict[str, Any]:
    return {
        outcome: [
            {"id": id, "text": text, "sorts": ("open",)}
            for id, text in [
                *((note.id, note.text) for note in _with(state, outcome)),
                *((line["id"], line["text"]) for line in state.lines if state.outcome(line["id"]) == outcome),
            ]
        ]
        for outcome in ("answered", "parked")
    }


def _with(state: State, outcome: Outcome) -> list[Note]:
    """Questions that were read, with this outcome; a hidden one is nobody's business any more."""
    return [note for note in state.pile.at("gathered", "held", "shown") if state.outcome(note.id) == outcome]
