"""Scale: one or several statements, each placed on a scale by whoever likes, and the spread seen together afterwards.

Every statement can be skipped by itself. There is no average, and no point on the scale is the right one.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import spread as spreads
from shared import tally
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct
from shared.spread import Compared, Point
from shared.tally import Tally

NAMES = ("first", "second", "third", "fourth", "fifth", "sixth")  # the statements' fields in the form
LIKERT = 5  # points, when the words are our own
Statement = Annotated[str, Meta(min_length=1, max_length=140)]
Label = Annotated[str, Meta(min_length=1, max_length=40)]
End = Annotated[str, Meta(max_length=40)]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    gentler: str = ""  # a lighter question that anyone may answer instead
    statements: Annotated[list[Statement], Meta(max_length=len(NAMES))] = []  # none: the question itself
    kind: Literal["likert", "0-10", "words"] = "likert"  # words: `labels`, or `points` with words at the ends
    points: Annotated[int, Meta(ge=2, le=11)] = 5
    labels: Annotated[list[Label], Meta(max_length=7)] = []  # a word for each point, instead of numbers
    low: End = ""  # words at the low end
    high: End = ""
    compare_with: str = ""  # an earlier round; what has moved since then is told in words
    private: bool = False  # the marks stay on the phone, and nothing is counted


class Place(Struct, frozen=True, tag="place"):
    """Where on the scale each statement is, counted from nought; -1 where it is skipped."""

    first: Point = -1
    second: Point = -1
    third: Point = -1
    fourth: Point = -1
    fifth: Point = -1
    sixth: Point = -1

    def points(self) -> list[int]:
        return [getattr(self, name) for name in NAMES]


Command = Place
Event = tally.Event | Compared


class State(Struct, frozen=True):
    settings: Settings
    tally: Tally = Tally()
    before: list[list[int] | None] = []

    @property
    def statements(self) -> list[str]:
        return self.settings.statements or [""]

    @property
    def points(self) -> int:
        each = self.settings
        if len(each.labels) > 1:
            return len(each.labels)
        return {"likert": LIKERT, "0-10": 11, "words": each.points}[each.kind]

    @property
    def widths(self) -> list[int]:
        return [self.points] * len(self.statements)


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if state.settings.private:
        raise Refused("nothing_to_do")
    if not moment.answering:
        raise Refused("step_closed")
    placed = command.points()[: len(state.statements)]
    if any(point >= state.points for point in placed):
        raise Refused("options_changed")
    if all(point < 0 for point in placed):
        raise Refused("nothing_chosen")
    return [tally.voted(state.tally, actor, spreads.ballot(placed, state.points))]


def settle(state: State, moment: Moment) -> list[Event]:
    """Takes over what the room saw of an earlier round; counts once answering is closed."""
    compared: list[Event] = [Compared(moment.before)] if moment.before != state.before else []
    return compared if moment.answering else [*compared, *tally.settle(state.tally, moment, state.widths)]


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(tally.reveal(state.tally, moment))


def all_same(state: State) -> bool:
    return state.tally.all_same()


def spread(state: State) -> list[list[int] | None]:
    return tally.view(state.tally, "projector", None, state.widths)["sums"]


def collects(state: State) -> bool:
    return not state.settings.private


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, Compared):
        return replace(state, before=event.before)
    return replace(state, tally=tally.evolve(state.tally, event, actor))


def without(state: State, person: str, key: str) -> State:
    return replace(state, tally=tally.without(state.tally, person, key))


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`rows`, one a statement; `labels` (words, or None for our own five), or `first`, the number of the lowest point.

    projector   a row is {"name", "cells", "moved"} as shared.spread.against has them; `pages` is one a statement
    facilitator the same of what is counted, each with `shown`: whether the room sees just that
    participant a row is {"name", "field", "at"}, `at` the point chosen or -1; `mine` has the same points, or nothing
    """
    seen = tally.view(state.tally, audience, me, state.widths)
    scale = {"settings": state.settings, "points": state.points, "pages": len(state.statements), **_scale(state)}
    if audience == "participant":
        at = spreads.chosen(seen["mine"])
        rows = zip(state.statements, NAMES, at, strict=False)
        return {
            **scale,
            "rows": [{"name": name, "field": field, "at": point} for name, field, point in rows],
            "mine": at if max(at) >= 0 else [],
        }
    known = seen["counted" if audience == "facilitator" else "sums"]
    rows = spreads.against(state.before, known)
    named = [{"name": name, **row} for name, row in zip(state.statements, rows, strict=True)]
    if audience == "facilitator":
        named = [{**row, "shown": a == b} for row, a, b in zip(named, seen["sums"], seen["counted"], strict=True)]
    return {**scale, "rows": named, "any": any(sums is not None for sums in known)}


def voices(state: State) -> set[str]:
    return set(state.tally.ballots)


def notes(state: State) -> list[Section]:
    """Where more than a few stood, statement by statement. What may not lie beside the round before stays here."""
    seen = zip(state.statements, spreads.against(state.before, spread(state)), strict=True)
    sections = [Section(title=name, counts=_more_than_a_few(state, row["cells"])) for name, row in seen if row["cells"]]
    return [section for section in sections if section.counts]


def _more_than_a_few(state: State, cells: list[int]) -> list[tuple[str, int]]:
    return [(_label(state, n), people) for n, people in enumerate(cells) if people > tally.A_FEW]


def _scale(state: State) -> dict[str, Any]:
    own = len(state.settings.labels) > 1
    worded = own or state.settings.kind == "likert"
    return {"worded": worded, "labels": state.settings.labels if own else None, "lowest": _lowest(state)}


def _lowest(state: State) -> int:
    return 0 if state.settings.kind == "0-10" else 1


def _label(state: State, point: int) -> str:
    labels = state.settings.labels
    return labels[point] if point < len(labels) > 1 else str(point + _lowest(state))
