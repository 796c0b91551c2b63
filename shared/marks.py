"""Quiet marks: each person marks which of several things they know, and the room reads it in words once enough do.

A mark is counted once. What is counted stands for at least four people, comes only when whoever leads asks for it, and
moves by three people or more, so that nobody who comes late, thinks again or takes a mark back moves anything alone.
What everyone has marked reads as if one had not, so that the words never say what each of them chose.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import anonymity
from shared.activity import Actor, Audience, Refused, Struct

SEVERAL = anonymity.FEWEST  # people behind "several of us"
MANY = anonymity.FEWEST + anonymity.BATCH  # people behind "many of us"
Level = Literal[0, 1, 2]  # nothing to say, several, many
Ids = Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=2000)]
KEY: Final = "marks"  # one answer a person, whatever it is called on their phone


class Mark(Struct, frozen=True, tag="mark"):
    on: Ids = []  # what is not in it is not marked; none at all is an answer too


class ShowMarks(Struct, frozen=True, tag="show_marks"):
    pass


class Marked(Struct, frozen=True, tag="marked"):
    on: list[str]
    off: list[str]  # the rest, so that its length says nothing of what was chosen
    key: Literal["marks"] = KEY  # marking anew erases what was marked before


class Batch(Struct, frozen=True):
    people: list[str]  # pseudonyms of those who are counted for these things
    sums: list[tuple[str, int]]  # (id, how many of them marked it)


class Weighed(Struct, frozen=True, tag="weighed"):
    batches: list[Batch]


class MarksShown(Struct, frozen=True, tag="marks_shown"):
    fresh: bool  # something new is to be counted first


Command = Mark | ShowMarks
Event = Marked | Weighed | MarksShown


class Marks(Struct, frozen=True):
    of: dict[str, Marked] = {}  # by person
    heard: dict[str, frozenset[str]] = {}  # id -> people who are counted for it, whatever they chose
    sums: dict[str, int] = {}
    steady: dict[str, int] = {}  # as the words have it: moves by BATCH people or more
    shown: bool = False
    asked: bool = False  # to be counted now

    def level(self, id: str) -> Level:
        people = self.steady.get(id, 0) if self.shown else 0
        return 2 if people >= MANY else 1 if people >= SEVERAL else 0


def decide(marks: Marks, command: Command, actor: Actor, ids: Sequence[str]) -> list[Event]:
    """The events that follow. `ids` are what can be marked now. Raises Refused."""
    if isinstance(command, Mark):
        if actor.leads:
            raise Refused("nothing_to_do")
        on = set(command.on)
        return [Marked([id for id in ids if id in on], [id for id in ids if id not in on])]
    if not actor.leads:
        raise Refused("not_yours")
    fresh = bool(_batches(marks))
    if not fresh and (marks.shown or not marks.heard):
        raise Refused("few_marks")
    return [MarksShown(fresh)]


def settle(marks: Marks) -> list[Event]:
    """Counts when whoever leads has asked for it. The count is nobody's, so undo takes the words away and no more."""
    return [Weighed(batches)] if marks.asked and (batches := _batches(marks)) else []


def evolve(marks: Marks, event: Event, actor: str) -> Marks:
    match event:
        case Marked():
            return replace(marks, of={**marks.of, actor: event})
        case MarksShown(fresh):
            return replace(marks, shown=True, asked=fresh)
        case Weighed(batches):
            for batch in batches:
                marks = _weighed(marks, batch)
            return replace(marks, asked=False)


def view(marks: Marks, audience: Audience, me: str | None) -> dict[str, Any]:
    """participant {"marked": [id] or None while not answered}; facilitator {"marks_shown": bool}; projector nothing."""
    match audience:
        case "participant":
            mine = marks.of.get(me or "")
            return {"marked": None if mine is None else mine.on}
        case "facilitator":
            return {"marks_shown": marks.shown}
        case "projector":
            return {}


def _batches(marks: Marks) -> list[Batch]:
    """What may be counted now: for each thing, those not counted for it yet, where they are enough."""
    together: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for id in sorted({id for each in marks.of.values() for id in (*each.on, *each.off)}):
        known = marks.heard.get(id, frozenset())
        new = {who: each for who, each in marks.of.items() if who not in known and id in (*each.on, *each.off)}
        if len(new) >= anonymity.BATCH and anonymity.enough(len(new) + len(known)):
            ticked = sum(id in each.on for each in new.values())
            together.setdefault(tuple(sorted(new)), []).append((id, ticked))
    return [Batch(list(people), sums) for people, sums in together.items()]


def _weighed(marks: Marks, batch: Batch) -> Marks:
    heard, sums, steady = {**marks.heard}, {**marks.sums}, {**marks.steady}
    for id, ticked in batch.sums:
        heard[id] = heard.get(id, frozenset()) | set(batch.people)
        sums[id] = sums.get(id, 0) + ticked
        people = min(sums[id], len(heard[id]) - 1)
        if people >= SEVERAL and people - steady.get(id, 0) >= anonymity.BATCH:
            steady[id] = people
    return replace(marks, heard=heard, sums=sums, steady=steady)
