"""A pile of notes: everyone adds, nobody sees who, and the facilitator lets them through.

Several activities collect short texts; this is how, once. A note waits until a batch may go, is gathered (the
facilitators can read it), and is then shown, held for later or hidden. Its public id is made when it is gathered,
so that neither id nor order tells when or by whom it was written.

What was written on paper is typed in by whoever leads and mixes with the rest unmarked. It is nobody's voice: it
never counts among those who must stand behind what is shown, and goes only where a batch of the others goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import anonymity
from shared.activity import LEAD, Actor, Audience, Moment, Refused, Release, Struct
from shared.text import BadText, clean_text

PAPER = LEAD.id  # whose a note from paper is
MOST_FROM_PAPER = 200  # notes a step

Place = Literal["waiting", "gathered", "held", "shown", "hidden", "returned"]
Reason = Literal["recognisable", "details", "unclear", "shorter"]  # why a note is given back, in words of our own
Key = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+\Z")]  # the phone's own name for a note
Words = Annotated[str, Meta(max_length=4000)]  # code points; what may be kept is decided by each activity
Id = Annotated[str, Meta(max_length=40)]


class Add(Struct, frozen=True, tag="add"):
    key: Key
    text: Words


class Show(Struct, frozen=True, tag="show"):
    id: Id


class Hold(Struct, frozen=True, tag="hold"):
    id: Id


class Hide(Struct, frozen=True, tag="hide"):
    id: Id


class BringBack(Struct, frozen=True, tag="bring_back"):
    id: Id


class GiveBack(Struct, frozen=True, tag="give_back"):
    """To whoever wrote it, to be put in other words. Nobody learns who that is."""

    id: Id
    reason: Reason


class Fetch(Struct, frozen=True, tag="fetch"):
    """What has been put in other words since it was given back."""


class Added(Struct, frozen=True, tag="added"):
    key: str
    text: str
    promised: Release = "together"  # how the phone said it would be let out
    reworded: bool = False  # in place of what was given back


class Gathered(Struct, frozen=True, tag="gathered"):
    batch: list[tuple[str, str, str]]  # (pseudonym, key, public id)


class Shown(Struct, frozen=True, tag="shown"):
    ids: list[str]  # in the order they stand on the wall


class Placed(Struct, frozen=True, tag="placed"):
    id: str
    place: Literal["gathered", "held", "hidden"]


class GivenBack(Struct, frozen=True, tag="given_back"):
    id: str
    reason: Reason


Lead = Show | Hold | Hide | BringBack | GiveBack | Fetch
Command = Add | Lead
Event = Added | Gathered | Shown | Placed | GivenBack


class Note(Struct, frozen=True):
    by: str
    key: str
    text: str
    id: str = ""  # public; empty while it waits
    place: Place = "waiting"
    promised: Release = "together"
    reworded: bool = False
    reason: Reason | None = None  # why it was given back

    @property
    def may_be_reworded(self) -> bool:
        return self.place == "returned" or (self.reworded and self.place == "waiting")

    def __repr__(self) -> str:
        return f"<note {self.place}>"  # never the words: a traceback must not carry them


class Pile(Struct, frozen=True):
    notes: dict[tuple[str, str], Note] = {}
    order: tuple[str, ...] = ()  # public ids as they were let onto the wall
    gave_back: bool = False  # something was given back: what is put in other words then waits until it is fetched

    def at(self, *places: Place) -> list[Note]:
        """The notes in these places, ordered by public id, which is random."""
        return sorted((n for n in self.notes.values() if n.place in places), key=lambda n: n.id)

    def shown(self) -> list[Note]:
        by_id = {n.id: n for n in self.at("shown")}
        return [by_id[id] for id in self.order if id in by_id]

    def of(self, person: str | None) -> list[Note]:
        return [n for n in self.notes.values() if n.by == person]

    def people(self, *places: Place) -> int:
        """How many have written with a phone. Paper counts as nobody, since whoever typed it knows which it was."""
        return len({n.by for n in (self.at(*places) if places else self.notes.values())} - {PAPER})

    def typed(self) -> Note | None:
        """The latest note from paper, as long as nobody else's is mixed with it: then it can still be put right."""
        return next((n for n in reversed(self.notes.values()) if n.by == PAPER and n.place == "waiting"), None)


def writers(state: Any) -> dict[str, str]:
    """Who wrote each note that has a public id, in all piles of an activity's state. For rules, never for showing."""
    piles = (getattr(state, name) for name in state.__struct_fields__)
    return {n.id: n.by for pile in piles if isinstance(pile, Pile) for n in pile.notes.values() if n.id}


def decide(pile: Pile, command: Command, actor: Actor, moment: Moment, *, most: int, each: int) -> list[Event]:
    """The events that follow. `most` characters a note, `each` notes a person. Raises Refused."""
    if isinstance(command, Add):
        return [_added(pile, command, actor, moment, most, each)]
    if not actor.leads:
        raise Refused("not_yours")
    if isinstance(command, Fetch):
        reworded = [(n.by, n.key) for n in pile.at("waiting") if n.reworded]
        return _gathered(moment.chance.shuffled(reworded), moment)
    note = next((n for n in pile.notes.values() if n.id and n.id == command.id), None)
    if note is None:
        raise Refused("note_gone")
    match command:
        case Show():
            _check_enough(pile, moment)
            return [Shown([note.id])]
        case Hold():
            return [Placed(note.id, "held")]
        case Hide():
            return [Placed(note.id, "hidden")]
        case BringBack():
            return [Placed(note.id, "gathered")]
        case GiveBack() if note.by == PAPER:
            return [Placed(note.id, "hidden")]  # there is nobody to give it back to, and it must not be lost
        case GiveBack(_, reason):
            return [GivenBack(note.id, reason)]


def late(pile: Pile, command: Any, actor: Actor) -> bool:
    """Whether this may come also when answering is closed: new words for a note that was given back."""
    note = pile.notes.get((actor.id, command.key)) if isinstance(command, Add) else None
    return note is not None and note.may_be_reworded


def settle(pile: Pile, moment: Moment) -> list[Event]:
    """What may go by itself now: batches to the facilitators, and in `live` straight onto the wall.

    A note is never let out sooner, or by fewer hands, than its writer was told, also when the step is switched later.
    What was put in other words waits until it is fetched: coming by itself, it would come as someone puts a phone down.
    """
    ready = [n for n in pile.at("waiting") if not (n.reworded and pile.gave_back)]
    waiting = {(n.by, n.key): n.by for n in ready if not moment.answering or n.promised != "together"}
    events: list[Event] = []
    while going := _going(waiting, moment):
        events += _gathered(going, moment)
        for place in going:
            del waiting[place]
    if moment.release != "live":
        return events
    for event in events:
        pile = evolve(pile, event, "")
    ready = [n.id for n in pile.at("gathered") if n.promised == "live"]
    if ready and (moment.few or anonymity.enough(pile.people())):
        events.append(Shown(moment.chance.shuffled(ready)))
    return events


def reveal(pile: Pile, moment: Moment) -> list[Event]:
    """Everything that is gathered, at once and shuffled. Refused when nothing is there, or too few are behind it."""
    ready = pile.at("gathered")
    if not ready and pile.at("shown"):
        return []
    if not ready:
        raise Refused("nothing_to_show")
    _check_enough(pile, moment)
    return [Shown(moment.chance.shuffled([n.id for n in ready]))]


def evolve(pile: Pile, event: Event, actor: str) -> Pile:
    match event:
        case Added(key, text, promised, reworded):
            note = Note(actor, key, text, promised=promised, reworded=reworded)
            return replace(pile, notes={**pile.notes, (actor, key): note})
        case Gathered(batch):
            known = [(by, key, id) for by, key, id in batch if (by, key) in pile.notes]
            new = {(by, key): replace(pile.notes[by, key], id=id, place="gathered") for by, key, id in known}
            return replace(pile, notes={**pile.notes, **new})
        case Shown(ids):
            pile = _move(pile, ids, "shown")
            return replace(pile, order=(*(id for id in pile.order if id not in ids), *ids))
        case Placed(id, place):
            return _move(pile, [id], place)
        case GivenBack(id, reason):
            return replace(_move(pile, [id], "returned", reason), gave_back=True)


def without(pile: Pile, person: str, key: str) -> Pile:
    """The pile as if this note had never been: what is done to a note that is not there does nothing."""
    return replace(pile, notes={place: note for place, note in pile.notes.items() if place != (person, key)})


def view(pile: Pile, audience: Audience, me: str | None, *, each: int) -> dict[str, Any]:
    """What this audience may see of the pile.

    projector   {"shown": [{"id", "text"}]}
    facilitator {"shown": [...], "gathered": [...], "held": [...], "hidden": [...], "enough": bool, "gave_back": bool,
                 "typed": {"key", "text"} or None}
    participant {"mine": [{"key", "text", "shown"}], "left": notes this person may still add}; a note of one's own that
                was given back also has "reason"
    """
    match audience:
        case "projector":
            return {"shown": _open(pile.shown())}
        case "facilitator":
            lists = {place: _open(pile.at(place)) for place in ("gathered", "held", "hidden")}
            latest = pile.typed()
            typed = {"key": latest.key, "text": latest.text} if latest else None
            around = {"enough": anonymity.enough(pile.people()), "gave_back": pile.gave_back, "typed": typed}
            return {"shown": _open(pile.shown()), **lists, **around}
        case "participant":
            mine = pile.of(me)
            return {"mine": [_own(n) for n in mine], "left": max(0, each - len(mine))}


def _added(pile: Pile, command: Add, actor: Actor, moment: Moment, most: int, each: int) -> Added:
    reworded = late(pile, command, actor)
    if not moment.answering and not reworded:
        raise Refused("step_closed")
    others = [n for n in pile.of(actor.id) if n.key != command.key]
    most_notes = MOST_FROM_PAPER if actor.leads else each
    if len(others) >= most_notes:
        raise Refused("no_notes_left", n=most_notes)
    try:
        promised = "review" if reworded else moment.release
        return Added(command.key, clean_text(command.text, most), promised, reworded)
    except BadText as bad:
        raise Refused(str(bad), n=most) from None


def _going(waiting: dict[tuple[str, str], str], moment: Moment) -> list[tuple[str, str]]:
    if not moment.answering:
        return moment.chance.shuffled(list(waiting))
    if moment.release == "together":
        return []
    batch = anonymity.batch({place: by for place, by in waiting.items() if by != PAPER}, moment.chance)
    along = [place for place, by in waiting.items() if by == PAPER]
    return moment.chance.shuffled([*batch, *along]) if batch and along else batch


def _gathered(going: list[tuple[str, str]], moment: Moment) -> list[Event]:
    return [Gathered([(*place, moment.chance.token()) for place in going])] if going else []


def _check_enough(pile: Pile, moment: Moment) -> None:
    if not moment.few and not anonymity.enough(pile.people()):
        raise Refused("few_answers", n=anonymity.FEWEST)


def _move(pile: Pile, ids: Iterable[str], place: Place, reason: Reason | None = None) -> Pile:
    wanted = set(ids)
    moved = {k: replace(n, place=place, reason=reason) for k, n in pile.notes.items() if n.id in wanted}
    return replace(pile, notes={**pile.notes, **moved})


def _own(note: Note) -> dict[str, Any]:
    own = {"key": note.key, "text": note.text, "shown": note.place == "shown"}
    return {**own, "reason": note.reason} if note.place == "returned" else own


def _open(notes: list[Note]) -> list[dict[str, str]]:
    return [{"id": n.id, "text": n.text} for n in notes]
