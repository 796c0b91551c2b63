"""Evaluation: how the meeting was, in one's own words, and which parts people would like again.

Nobody sees anything before answering is closed. Then each question's answers come as one batch, if at least four people
answered it, in an order that says nothing; nothing tells which answers are the same person's. There is no score.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import anonymity, pages, pile, tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct
from shared.pile import Added, Gathered, Pile, Shown, Words
from shared.tally import Tally
from shared.text import BadText, clean_text

NAMES = ("first", "second")  # the questions' fields in the form, and the names of a person's two notes
BALLOT = "ballot"
Question = Annotated[str, Meta(min_length=1, max_length=140)]
Part = Annotated[str, Meta(min_length=1, max_length=80)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    prompts: Annotated[list[Question], Meta(min_length=1, max_length=len(NAMES))]
    help: str = ""
    parts: Annotated[list[Part], Meta(max_length=8)] = []  # of the meeting, to mark those one would like again
    max_chars: Annotated[int, Meta(ge=20, le=400)] = 200


class Evaluate(Struct, frozen=True, tag="evaluate"):
    """Everything at once, each of it only for those who like; what is left out is taken back."""

    first: Words = ""
    second: Words = ""
    marks: Annotated[list[Annotated[int, Meta(ge=0, lt=8)]], Meta(max_length=8)] = []


class Withdrawn(Struct, frozen=True, tag="withdrawn"):
    key: str


Command = Evaluate | pile.Hide | pile.BringBack
Event = pile.Event | tally.Event | Withdrawn


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()
    tally: Tally = Tally()

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Each question with its name."""
        return list(zip(NAMES, self.settings.prompts, strict=False))


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if not isinstance(command, Evaluate):
        return list(pile.decide(state.pile, command, actor, moment, most=0, each=0))
    if not moment.answering:
        raise Refused("step_closed")
    said = [_said(state, actor, name, getattr(command, name)) for name, _ in state.asked]
    events = [event for event in (*said, _marked(state, actor, command)) if event]
    if not events:
        raise Refused("nothing_chosen")
    return events


def settle(state: State, moment: Moment) -> list[Event]:
    """Nothing while people answer, however the step is let out; then each question's answers, all at once."""
    if moment.answering:
        return []
    batches = [_batch(state.pile, name, moment) for name, _ in state.asked]
    return [*(batch for batch in batches if batch), *tally.settle(state.tally, moment)]


def reveal(state: State, moment: Moment) -> list[Event]:
    ready = moment.chance.shuffled([note.id for note in state.pile.at("gathered")])
    if not ready and not state.tally.counts and not state.pile.at("shown"):
        raise Refused("few_answers", n=anonymity.FEWEST)
    events: list[Event] = [Shown(ready)] if ready else []
    return [*events, *(tally.reveal(state.tally, moment) if state.tally.counts else [])]


def all_same(state: State) -> bool:
    return state.tally.all_same()


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, Withdrawn):
        return _without(state, actor, event.key)
    if isinstance(event, tally.Event):
        return replace(state, tally=tally.evolve(state.tally, event, actor))
    return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: State, person: str, key: str) -> State | None:
    known = key == BALLOT or (person, key) in state.pile.notes
    return _without(state, person, key) if known else None


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`asked`, one a question, and `parts` [{"name", "people"}], those marked by the room; 2 stands for one or two.

    projector   a question is {"prompt", "shown"}; `pictures` are the pages, {"prompt", "spread"} or {"parts"}
    facilitator also {"gathered", "hidden"}, and `parts` as counted, `parts_shown` when the room sees just that
    participant a question is {"name", "prompt", "text"}; `marked` are my parts, `mine` everything I have sent
    """
    seen = {"settings": state.settings, "parts": _parts(state, None)}
    counts = tally.view(state.tally, audience, me)
    if audience == "participant":
        own = {note.key: note.text for note in state.pile.of(me)}
        marked = [n for n, on in enumerate(counts["mine"] or []) if on]
        mine = [{"key": name, "text": text} for name, text in own.items()]
        asked = [{"name": name, "prompt": prompt, "text": own.get(name, "")} for name, prompt in state.asked]
        return {**seen, "asked": asked, "marked": marked, "mine": mine + [{"key": BALLOT, "text": ""}] * bool(marked)}
    places = ("shown",) if audience == "projector" else ("gathered", "shown", "hidden")
    asked = [
        {"prompt": prompt, **{place: _open(state.pile, name, place) for place in places}}
        for name, prompt in state.asked
    ]
    known = counts["counted" if audience == "facilitator" else "sums"]
    pictures = _pictures(state)
    seen |= {"asked": asked, "parts": _parts(state, known), "pages": max(1, len(pictures))}
    if audience == "facilitator":
        return {**seen, "counted": known is not None, "parts_shown": known == counts["sums"]}
    return {**seen, "pictures": pictures}


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()} | set(state.tally.ballots)


def notes(state: State) -> list[Section]:
    """What the room has seen, question by question; of the parts, those that more than a few marked."""
    said = [
        Section(title=prompt, lines=[(n["id"], n["text"]) for n in _open(state.pile, name, "shown", by_id=True)])
        for name, prompt in state.asked
    ]
    parts = zip(state.settings.parts, state.tally.disclosed or (), strict=False)
    marked = Section(counts=[(name, people) for name, people in parts if people > tally.A_FEW])
    return [section for section in (*said, marked) if section.lines or section.counts]


def _said(state: State, actor: Actor, name: str, text: str) -> Event | None:
    if not text.strip():
        return Withdrawn(name) if (actor.id, name) in state.pile.notes else None
    try:
        return Added(name, clean_text(text, state.settings.max_chars))
    except BadText as bad:
        raise Refused(str(bad), n=state.settings.max_chars) from None


def _marked(state: State, actor: Actor, command: Evaluate) -> Event | None:
    if any(n >= len(state.settings.parts) for n in command.marks):
        raise Refused("options_changed")
    if command.marks:
        return tally.voted(state.tally, actor, [int(n in command.marks) for n in range(len(state.settings.parts))])
    return Withdrawn(BALLOT) if actor.id in state.tally.ballots else None


def _batch(pile: Pile, name: str, moment: Moment) -> Gathered | None:
    """All that waits of one question, where enough people stand behind it."""
    waiting = [note for note in pile.at("waiting") if note.key == name]
    come = [note for note in pile.notes.values() if note.key == name and note.place != "waiting"]
    people = len({note.by for note in waiting})
    if people < (anonymity.BATCH if come else anonymity.FEWEST):
        return None
    return Gathered([(note.by, note.key, moment.chance.token()) for note in moment.chance.shuffled(waiting)])


def _without(state: State, person: str, key: str) -> State:
    if key == BALLOT:
        return replace(state, tally=tally.without(state.tally, person, key))
    return replace(state, pile=pile.without(state.pile, person, key))


def _open(pile: Pile, name: str, place: Any, by_id: bool = False) -> list[dict[str, str]]:
    inside = pile.at(place) if by_id or place != "shown" else pile.shown()
    return [{"id": note.id, "text": note.text} for note in inside if note.key == name]


def _parts(state: State, sums: list[int] | None) -> list[dict[str, Any]]:
    people = tally.gentle(sums) or [0] * len(state.settings.parts)
    return [{"name": name, "people": n} for name, n in zip(state.settings.parts, people, strict=False)]


def _pictures(state: State) -> list[dict[str, Any]]:
    """The room's pages: each question's answers by themselves, then the parts."""
    said = [
        {"prompt": prompt, "spread": [laid], "parts": []}
        for name, prompt in state.asked
        for laid in pages.slips(_open(state.pile, name, "shown"))
    ]
    parts = [part for part in _parts(state, tally.view(state.tally, "projector", None)["sums"]) if part["people"]]
    return [*said, *([{"prompt": "", "spread": [], "parts": parts}] if parts else [])]
