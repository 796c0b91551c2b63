"""Word cloud: a few words each, read by whoever leads before anyone sees them, then all at once as a cloud or a list.

How large a word stands is settled once, when the words are shown, in three steps of three people: a word of one person
looks like that of two. What has come since makes a word larger only where three people have. The list has all the same
words in one size, and is worth as much.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import anonymity, pile
from shared.activities.word_cloud.picture import pictures
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct
from shared.pile import Id, Note, Pile, Placed, Shown

LARGEST = 3
Look = Literal["cloud", "list"]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    gentler: str = ""  # a lighter question that anyone may answer instead
    words: Annotated[int, Meta(ge=1, le=3)] = 3  # each person may write
    max_chars: Annotated[int, Meta(ge=10, le=40)] = 30


class HideWord(Struct, frozen=True, tag="hide_word"):
    """Out of sight, with all who wrote the same."""

    word: Id


class BringWord(Struct, frozen=True, tag="bring_word"):
    word: Id


class Join(Struct, frozen=True, tag="join"):
    """Two forms of one word: `word` from now on stands under `under`."""

    word: Id
    under: Id


class Part(Struct, frozen=True, tag="part"):
    """What was joined stands by itself again."""

    word: Id


class LookAs(Struct, frozen=True, tag="look_as"):
    look: Look


class Joined(Struct, frozen=True, tag="joined"):
    word: str
    under: str


class Parted(Struct, frozen=True, tag="parted"):
    words: list[str]


class Weighed(Struct, frozen=True, tag="weighed"):
    """How large each note's word stands, from 1; and by whom, so that at least three differ the next time."""

    sizes: dict[str, int]
    people: list[str]


class Looked(Struct, frozen=True, tag="looked"):
    look: Look


Sort = HideWord | BringWord | Join | Part | LookAs
Command = pile.Add | Sort
Event = pile.Event | Joined | Parted | Weighed | Looked


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()
    joined: tuple[tuple[str, str], ...] = ()  # (note, the note under whose word it stands)
    sizes: dict[str, int] = {}
    people: frozenset[str] = frozenset()  # whose words the sizes were settled by
    look: Look = "cloud"


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if isinstance(command, pile.Add):
        each, most = state.settings.words, state.settings.max_chars
        return list(pile.decide(state.pile, command, actor, _read_first(moment), most=most, each=each))
    if not actor.leads:
        raise Refused("not_yours")
    match command:
        case HideWord(word):
            return [Placed(note.id, "hidden") for note in _word(state, word)]
        case BringWord(word):
            return [Placed(note.id, "gathered") for note in _word(state, word)]
        case Join(word, under):
            same = _word(state, word) == _word(state, under)
            return [] if same else [Joined(word, under)]
        case Part(word):
            return [Parted([note.id for note in _word(state, word)])]
        case LookAs(look):
            return [Looked(look)]


def settle(state: State, moment: Moment) -> list[Event]:
    return list(pile.settle(state.pile, _read_first(moment)))


def reveal(state: State, moment: Moment) -> list[Event]:
    """Everything that is gathered, and how large it stands. Never under four people, also when few are here."""
    ready = state.pile.at("gathered")
    writers = {note.by for note in state.pile.at("gathered", "shown")}
    if not anonymity.enough(len(writers)):
        raise Refused("few_answers", n=anonymity.FEWEST)
    shown = [Shown(moment.chance.shuffled([note.id for note in ready]))] if ready else []
    if state.people and len(writers ^ state.people) < anonymity.BATCH:
        return list(shown)
    words = _words(state, state.pile.at("gathered", "shown"))
    sizes = {note.id: _size(word) for word in words for note in word}
    return [*shown, Weighed(sizes, sorted(writers))]


def evolve(state: State, event: Event, actor: str) -> State:
    match event:
        case Joined(word, under):
            return replace(state, joined=(*state.joined, (word, under)))
        case Parted(words):
            apart = set(words)
            return replace(state, joined=tuple(pair for pair in state.joined if apart.isdisjoint(pair)))
        case Weighed(sizes, people):
            return replace(state, sizes=sizes, people=frozenset(people))
        case Looked(look):
            return replace(state, look=look)
        case _:
            return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: State, person: str, key: str) -> State | None:
    known = (person, key) in state.pile.notes
    return replace(state, pile=pile.without(state.pile, person, key)) if known else None


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """A word is {"id", "text", "size"}: the id of one of its notes, and 1, 2 or 3.

    projector   `said`, the words that are shown, `look`, and `pictures` (one a page): rows of words in a cloud,
                columns of them in a list
    facilitator `gathered`, `shown` and `hidden` words, each with `forms`, the other ways in which it was written,
                and whether it was `joined`; `enough`, whether enough people have written
    participant as shared.pile's view
    """
    base = {"settings": state.settings}
    if audience == "participant":
        return {**base, **pile.view(state.pile, audience, me, each=state.settings.words)}
    shown = [_seen(state, word) for word in _words(state, state.pile.shown())]
    laid = pictures(shown, state.look)
    base |= {"look": state.look, "pages": max(1, len(laid))}
    if audience == "projector":
        return {**base, "said": shown, "pictures": laid}
    lists = {at: _listed(state, at) for at in ("gathered", "shown", "hidden")}
    return {**base, **lists, "enough": anonymity.enough(state.pile.people())}


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def notes(state: State) -> list[Section]:
    """Each word that was shown, once, and never by how many."""
    words = _words(state, state.pile.at("shown"))
    return [Section(lines=[(word[0].id, _seen(state, word)["text"]) for word in words])] if words else []


def _read_first(moment: Moment) -> Moment:
    """Words are read before they are shown, whatever the plan says, so nothing appears by itself."""
    release = "review" if moment.release == "live" else moment.release
    return Moment(moment.chance, answering=moment.answering, release=release, few=False, now=moment.now)


def _word(state: State, id: str) -> list[Note]:
    """All notes of the word that this note is of."""
    known = [note for note in state.pile.notes.values() if note.id]
    for word in _words(state, known):
        if id in {note.id for note in word}:
            return word
    raise Refused("note_gone")


def _words(state: State, notes: list[Note]) -> list[list[Note]]:
    """The notes put together by word: those that read the same, and those that were joined."""
    known = {note.id: note for note in state.pile.notes.values() if note.id}
    over: dict[str, str] = {}

    def head(form: str) -> str:
        while form in over:
            form = over[form]
        return form

    for word, under in state.joined:
        if word in known and under in known:
            one, other = head(_form(known[word].text)), head(_form(known[under].text))
            over |= {one: other} if one != other else {}
    together: dict[str, list[Note]] = {}
    for note in notes:
        together.setdefault(head(_form(note.text)), []).append(note)
    return list(together.values())


def _form(text: str) -> str:
    """What two spellings of a word have in common: neither capitals, signs at the edges nor blanks tell them apart."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return plain.strip(" .,;:!?\"'»«“”„…()-") or plain


def _seen(state: State, word: list[Note]) -> dict[str, Any]:
    """The word as it stands: in the form under which others were joined, else as the first of them wrote it."""
    under = {other for _, other in state.joined}
    first = next((note for note in word if note.id in under), word[0])
    return {"id": first.id, "text": first.text, "size": max(state.sizes.get(note.id, 1) for note in word)}


def _listed(state: State, place: Any) -> list[dict[str, Any]]:
    joined = {id for pair in state.joined for id in pair}
    return [
        {**(one := _seen(state, word)), "forms": _forms(word, one["text"]), "joined": any(n.id in joined for n in word)}
        for word in _words(state, state.pile.at(place))
    ]


def _forms(word: list[Note], as_it_stands: str) -> list[str]:
    return sorted({note.text for note in word} - {as_it_stands})


def _size(word: list[Note]) -> int:
    return min(LARGEST, 1 + len({note.by for note in word}) // anonymity.BATCH)
