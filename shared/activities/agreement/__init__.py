"""Agreement: how the group wants to be together. Lines to begin with, lines people add, and what to talk about.

The screen never says that everyone agrees, nor that someone does not: people say the first aloud, and nobody should be
known for the second. A line stands out only when at least four want to talk about it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import marks, pages, pile
from shared.activity import Actor, Audience, Moment, Refused, Release, Section, Struct, Theme
from shared.marks import Marks
from shared.pile import Id, Pile, Words
from shared.text import BadText, clean_text

RELEASES: tuple[Release, ...] = ("together", "review")  # a line is taken in by whoever leads, never by itself
LONGEST = 200  # characters of a line, also once it has been put in other words
ROWS, APART = 15.0, 0.6  # lines that fit below each other on the projector; the space between two
BESIDE = " mmmmmmmmmm"  # about as wide as "Let us talk about this one", kept free so that nothing moves

Line = Annotated[str, Meta(min_length=1, max_length=LONGEST)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    form: Literal["make", "again"] = "make"  # again: only shows what was agreed
    help: str = ""
    lines: Annotated[list[Line], Meta(max_length=20)] = []  # to begin with, or as agreed before
    max_chars: Annotated[int, Meta(ge=20, le=LONGEST)] = 140
    per_person: Annotated[int, Meta(ge=0, le=5)] = 2  # lines each may add; 0: none


class Word(Struct, frozen=True, tag="word"):
    """A line in other words, also one that is not taken in yet."""

    line: Id
    text: Words


class Drop(Struct, frozen=True, tag="drop"):
    line: Id
    on: bool = True


class Ask(Struct, frozen=True, tag="ask"):
    """Asks the group which lines they want to talk about."""


class Worded(Struct, frozen=True, tag="worded"):
    line: str
    text: str


class Dropped(Struct, frozen=True, tag="dropped"):
    line: str
    on: bool


class Asked(Struct, frozen=True, tag="asked"):
    pass


Led = Word | Drop | Ask
Command = pile.Command | marks.Command | Led
Event = pile.Event | marks.Event | Worded | Dropped | Asked


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()
    marks: Marks = Marks()
    wording: dict[str, str] = {}
    dropped: frozenset[str] = frozenset()
    asked: bool = False

    @property
    def lines(self) -> list[dict[str, str]]:
        """The agreement as it stands: [{"id", "text"}], the plan's lines first, then those taken in."""
        return [line for line in self.known if line["id"] not in self.dropped]

    @property
    def known(self) -> list[dict[str, str]]:
        given = {f"line-{n}": text for n, text in enumerate(self.settings.lines)}
        everything = {**given, **{note.id: note.text for note in self.pile.shown()}}
        return [{"id": id, "text": self.wording.get(id, text)} for id, text in everything.items()]


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if isinstance(command, Led | marks.ShowMarks) and not actor.leads:
        raise Refused("not_yours")
    if state.settings.form == "again":
        raise Refused("nothing_to_do")
    if isinstance(command, marks.Command):
        if not state.asked or moment.answering:
            raise Refused("nothing_to_do")
        return list(marks.decide(state.marks, command, actor, [line["id"] for line in state.lines]))
    match command:
        case Word(line, text):
            return [Worded(_line(state, line), _clean(text))]
        case Drop(line, on):
            return [Dropped(_line(state, line), on)]
        case Ask():
            return [Asked()]
    most, each = state.settings.max_chars, state.settings.per_person
    return list(pile.decide(state.pile, command, actor, moment, most=most, each=each))


def settle(state: State, moment: Moment) -> list[Event]:
    return [*pile.settle(state.pile, moment), *marks.settle(state.marks)]


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(pile.reveal(state.pile, moment))


def late(state: State, command: Command, actor: Actor) -> bool:
    return isinstance(command, marks.Command)


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, marks.Event):
        return replace(state, marks=marks.evolve(state.marks, event, actor))
    match event:
        case Worded(line, text):
            return replace(state, wording={**state.wording, line: text})
        case Dropped(line, on):
            return replace(state, dropped=state.dropped | {line} if on else state.dropped - {line})
        case Asked():
            return replace(state, asked=True)
        case _:
            return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: State, person: str, key: str) -> State | None:
    known = key != marks.KEY and (person, key) in state.pile.notes
    return replace(state, pile=pile.without(state.pile, person, key)) if known else None


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """As shared.pile's view, and `lines` [{"id", "text"}]: the agreement as it stands.

    projector    each line also has "talk", once many enough want to talk about it and that is shown; `talked`: that it
                 is shown; `spread`: the lines as pages, `pages`: how many
    facilitator  the same, without `spread`; `asked`; `off`: lines that were taken off
    participant  `asked`, and `marked`: what this person wants to talk about, None until answered
    """
    seen = {"settings": state.settings, **pile.view(state.pile, audience, me, each=state.settings.per_person)}
    if audience == "participant":
        return {**seen, "lines": state.lines, "asked": state.asked, **marks.view(state.marks, audience, me)}
    lines = [{**line, "talk": state.marks.level(line["id"]) > 0} for line in state.lines]
    spread = _spread(lines, state.asked)
    seen |= {"lines": lines, "talked": state.marks.shown, "pages": max(1, len(spread))}
    if audience == "projector":
        return {**seen, "spread": spread}
    worded = {
        place: [{**note, "text": state.wording.get(note["id"], note["text"])} for note in seen[place]]
        for place in ("shown", "gathered", "held", "hidden")
    }
    off = [line for line in state.known if line["id"] in state.dropped]
    return {**seen, **worded, "asked": state.asked, "off": off}


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def collects(state: State) -> bool:
    return state.settings.form == "make"


def offers(state: State) -> list[Theme]:
    return [Theme(line["id"], line["text"]) for line in state.lines]


def notes(state: State) -> list[Section]:
    return [Section(lines=[(line["id"], line["text"]) for line in state.lines])]


def carries(state: State) -> list[str]:
    """The agreed lines, which a later meeting can show again: the `lines` of an agreement with form "again"."""
    return [line["text"] for line in state.lines]


def _spread(lines: list[dict[str, Any]], asked: bool) -> list[list[dict[str, Any]]]:
    measured = [line["text"] + (BESIDE if asked else "") for line in lines]
    rest = iter(lines)
    return [[next(rest) for _ in page] for page in pages.rows(measured, ROWS, APART)]


def _line(state: State, id: str) -> str:
    written = {note.id for note in state.pile.notes.values() if note.id}
    if id not in written | {line["id"] for line in state.known}:
        raise Refused("note_gone")
    return id


def _clean(text: str) -> str:
    try:
        return clean_text(text.replace("\n", " "), LONGEST)
    except BadText as bad:
        raise Refused(str(bad), n=LONGEST) from None
