"""A course: a row of meetings, and what its group approves to carry from one to the next. Pure.

Nothing here knows who came, who wrote, how many, or when. What may be kept comes from steps that are made for it, in
the words the room has seen, and only what nobody has taken back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, get_args

import msgspec
from msgspec import UNSET, Meta
from msgspec.structs import replace

from shared import anonymity, pages
from shared.activity import Struct
from shared.lines import Line
from shared.meeting import Meeting, carrying, resting, voices
from shared.plan import Kind, Language, Plan, Step

KINDS: tuple[Kind, ...] = get_args(Kind)
ORDERED = ("agreement", "next")  # kinds with an order of their own; what is newer takes the place of what was there
STRENGTHEN, USE = ("agreement", "words", "next"), ("things", "questions", "parked")  # the two sections of an export

NAMED = ("words", "next")  # in the facilitator's or the plan's words, said aloud
TEXTS: dict[str, Kind] = {"agreement": "agreement", "question_box": "questions", "parking_lot": "parked"}

CHOSEN = ""  # in the place of a plan: the group chooses
DOMAINS = ("C0", "H0", "I0", "M0", "E0")
OPENING, CLOSING = "P00", "Z1"
READY: dict[str, tuple[str, ...]] = {
    "five": DOMAINS,
    "six": (OPENING, CHOSEN, CHOSEN, CHOSEN, CHOSEN, CLOSING),
    "seven": (OPENING, *DOMAINS, CLOSING),
    "ten": (OPENING, *DOMAINS, CHOSEN, CHOSEN, CHOSEN, CLOSING),
    "open": (),
}
BASICS = ("come", "pass", "kept", "help")  # what whoever is here for the first time is told, in this order
MOST_MEETINGS = 40
LONGEST_NAME = 60

ROWS, APART, HEAD, TEXT = 13.0, 0.6, 1.5, 22.0  # of a page on the big screen: lines, between two, a heading; em


class Course(Struct, frozen=True):
    id: str
    name: Annotated[str, Meta(max_length=LONGEST_NAME)]
    lang: Language
    ready: str  # the ready-made list it was made from
    plans: list[str]  # ids, CHOSEN where the group has not chosen yet
    at: int = 0  # how many of them have been; an open course keeps no trace of that
    ended: bool = False

    @property
    def open_ended(self) -> bool:
        return self.ready == "open"

    @property
    def been(self) -> list[str]:
        return self.plans[: self.at]

    @property
    def coming(self) -> list[str]:
        return self.plans[self.at :]

    @property
    def digest(self) -> str:
        """Tells a page that shows the course as it is from one that is older."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]


class Proposed(Struct, frozen=True):
    """A line that would be kept. `id` is what it is left out under; `number` is 0 where it is new."""

    id: str
    kind: Kind
    text: str
    place: int = 0
    number: int = 0
    out: bool = False


class Page(Struct, frozen=True):
    """What the big screen shows at once: kinds with their lines."""

    parts: list[tuple[Kind, list[str]]]


def made(id: str, name: str, lang: Language, ready: str, known: Iterable[str]) -> Course:
    """A fresh course. Of a ready-made list, the plans that this installation has."""
    there = {*known, CHOSEN}
    return Course(id, name[:LONGEST_NAME], lang, ready, [plan for plan in READY[ready] if plan in there])


def begun(course: Course, plan: str) -> Course:
    """The course once its next meeting has begun on this plan."""
    if course.open_ended:
        return replace(course, plans=course.plans[1:])
    plans = [*course.been, plan, *course.coming[1:]]
    return replace(course, plans=plans, at=course.at + 1)


def rearranged(course: Course, move: str, at: int, plan: str = CHOSEN) -> Course:
    """The course with its coming meetings in another way. `at` counts among those."""
    coming = course.coming
    there = 0 <= at < len(coming)
    if move == "add" and len(course.plans) < MOST_MEETINGS:
        coming = [*coming, plan]
    elif move == "replace" and there:
        coming = [*coming[:at], plan, *coming[at + 1 :]]
    elif move == "remove" and there:
        coming = [*coming[:at], *coming[at + 1 :]]
    elif move == "earlier" and there and at > 0:
        coming = [*coming[: at - 1], coming[at], coming[at - 1], *coming[at + 1 :]]
    return replace(course, plans=[*course.been, *coming])


def in_order(kept: Iterable[Line]) -> list[Line]:
    """Lines as they are shown: by kind; an agreement as it was agreed, anything else by its letters."""
    return sorted(kept, key=lambda line: (KINDS.index(line.kind), line.place, line.text.casefold()))


def proposal(meeting: Meeting, memory: Iterable[Line]) -> list[Proposed]:
    """Everything that would be kept if it were approved now: what was kept before, and what is new."""
    today = list(gathered(meeting))
    renewed = {line.kind for line in today if line.kind in ORDERED and not line.out}
    done = set(_settled(meeting))
    before = [line for line in memory if line.kind not in renewed and (line.kind, line.text) not in done]
    known = {(line.kind, line.text.casefold()) for line in before}
    earlier = [Proposed("", line.kind, line.text, line.place, line.number) for line in before if line.kind != "message"]
    fresh: dict[tuple[str, str], Proposed] = {}
    for line in today:
        if line.kind in renewed or line.kind not in ORDERED:
            fresh.setdefault((line.kind, line.text.casefold()), line)
    new = [line for at, line in fresh.items() if at not in known]
    return sorted([*earlier, *new], key=lambda line: (KINDS.index(line.kind), line.place, line.text.casefold()))


def approved(proposed: Iterable[Proposed]) -> list[Line]:
    """What is kept: everything but what was left out."""
    return [Line(line.kind, line.text, line.place) for line in proposed if not line.out]


def digest(kept: Iterable[Line]) -> str:
    """Tells what the room was shown from anything else."""
    shown = sorted((line.kind, line.place, line.text) for line in kept)
    return hashlib.sha256(msgspec.json.encode(shown)).hexdigest()[:16]


def gathered(meeting: Meeting) -> Iterator[Proposed]:
    """What of this meeting is made to be kept, as the room has seen it."""
    gone = resting(meeting)
    for step in meeting.plan.steps:
        if step.home != step.id or not meeting.came_up(step.id):
            continue
        few = hasattr(meeting.kind(step.id), "voices") and not anonymity.enough(len(voices(meeting, step.id)))
        for kind, id, text, place in _of_step(meeting, step):
            line = f"kept/{step.id}/{id}"
            hushed = few and kind in ("things", "questions") and line not in meeting.put_back
            if id not in gone and text != carrying.ERASED:
                yield Proposed(line, kind, " ".join(text.split()), place, out=line in meeting.left_out or hushed)


def taken_back(before: Meeting, after: Meeting) -> set[tuple[str, str]]:
    """What could be kept before and is not there any more, once somebody has taken something back: (kind, text)."""
    return _texts(before) - _texts(after)


def spread(kept: Iterable[Line]) -> list[Page]:
    """Lines laid out in pages for the big screen, kind by kind."""
    found: list[Page] = []
    filled = ROWS
    for line in in_order(kept):
        tall = pages.lines(line.text, TEXT) + APART
        begins = not found or line.kind != found[-1].parts[-1][0]
        if filled + tall + (HEAD if begins else 0) > ROWS:
            found.append(Page([]))
            filled, begins = 0.0, True
        if begins:
            found[-1].parts.append((line.kind, []))
            filled += HEAD
        found[-1].parts[-1][1].append(line.text)
        filled += tall
    return found


def _of_step(meeting: Meeting, step: Step) -> Iterator[tuple[Kind, str, str, int]]:
    """(kind, id, text, place) of what a step has for the course."""
    kind, state = meeting.kind(step.id), meeting.stand(step.id).state
    match step.activity:
        case "agreement":
            for place, line in enumerate(state.lines):
                yield "agreement", line["id"], line["text"], place
        case "question_box" | "parking_lot":
            ids = _ids(state)
            for text in kind.carries(state):
                yield TEXTS[step.activity], ids[text], text, 0
        case _ if _kept(meeting.plan, step) == "none":
            return
        case "dot_vote":
            for place, (n, name) in enumerate(_most_first(kind.notes(state))):
                yield "next", f"option-{n}", name, place
        case _ if as_what := _kind_of(step):
            for section in kind.notes(state):
                for id, text in section.lines:
                    yield as_what, id, text, 0
        case "wall":
            for section in kind.notes(state):
                if section.title and section.lines:
                    yield "words", section.id, section.title, 0


def _is_list(step: Step) -> bool:
    """Whether a step makes a list for the group: answers that were read before they were shown."""
    return step.activity == "open_answers" and step.release == "review"


def _kept(plan: Plan, step: Step) -> str:
    return plan.notes if step.notes is UNSET else step.notes


def _most_first(sections: list[Any]) -> list[tuple[int, str]]:
    """Options with their place in the plan, the most dots first; never how many."""
    counts = [(n, name, dots) for section in sections for n, (name, dots) in enumerate(section.counts)]
    if not counts:  # a vote that shows no figures says only what got the most
        return [(n, name) for section in sections for n, (_, name) in enumerate(section.lines)]
    return [(n, name) for n, name, _ in sorted(counts, key=lambda option: -option[2])]


def _settled(meeting: Meeting) -> Iterator[tuple[str, str]]:
    """What came from an earlier meeting and was dealt with in this one."""
    for step in meeting.plan.steps:
        if step.home != step.id or not meeting.came_up(step.id):
            continue
        state = meeting.stand(step.id).state
        if step.activity == "parking_lot":
            left = {line["text"] for line in state.lines}
            yield from (("parked", text) for text in state.settings.lines if text not in left)
        if step.activity == "question_box":
            yield from (("questions", text) for text in state.answered_before)


def _ids(state: Any) -> dict[str, str]:
    own = {note.text: note.id for note in state.pile.notes.values()}
    return own | {line["text"]: line["id"] for line in state.lines}


def _texts(meeting: Meeting) -> set[tuple[str, str]]:
    """Every text in the steps that are made for the course, also what nobody has read yet; no names."""
    found: set[tuple[str, str]] = {(line.kind, line.text) for line in gathered(meeting) if line.kind not in NAMED}
    for step in meeting.plan.steps:
        if step.home == step.id and (kind := _kind_of(step)):
            pile = getattr(meeting.stand(step.id).state, "pile", None)
            found |= {(kind, " ".join(note.text.split())) for note in (pile.notes.values() if pile else ())}
    return found


def _kind_of(step: Step) -> Kind | None:
    """What the texts of a step are kept as; None where none are."""
    if step.activity in TEXTS:
        return TEXTS[step.activity]
    if step.keeps is not UNSET:
        return step.keeps
    return "things" if _is_list(step) else None
