"""Spreads: several statements on one scale, each counted by itself, and how two rounds of them differ.

A statement's spread is shown as it is, never as one number for the group: one and two people at a point look the same,
and a point where nobody is has no nought. Two rounds are told apart in words, and only where at least three people
must have moved: what differs by less is called the same, and its second spread is not shown at all, since whoever
lays the two pictures beside each other would see one person move.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta

from shared import anonymity, tally
from shared.activity import Struct

SHIFT = 0.08  # of the whole scale; the least that a group as a whole must have shifted to be called a direction

Point = Annotated[int, Meta(ge=-1, lt=11)]  # -1 is a statement that was skipped
Movement = Literal["same", "up", "down", "otherwise"]
Sums = list[int]


class Compared(Struct, frozen=True, tag="compared"):
    """What the room saw of an earlier round: one spread a statement, None where it saw nothing."""

    before: list[Sums | None]


def ballot(chosen: Sequence[int], points: int) -> list[int]:
    """One mark a statement at the point chosen; noughts for one that was skipped."""
    return [int(n == at) for at in chosen for n in range(points)]


def chosen(mine: Sequence[Sums | None]) -> list[int]:
    """The points in a ballot as a tally hands it back; -1 for what was skipped."""
    return [part.index(1) if part and 1 in part else -1 for part in mine]


def movement(before: Sequence[int] | None, after: Sequence[int] | None) -> Movement | None:
    """How the second of two spreads differs from the first; None where either has not been seen."""
    if not before or not after or len(before) != len(after):
        return None
    if not differs(before, after):
        return "same"
    shift = _height(after) - _height(before)
    return "otherwise" if abs(shift) < SHIFT else "up" if shift > 0 else "down"


def differs(before: Sequence[int], after: Sequence[int]) -> bool:
    """Whether at least BATCH people must have come, gone or moved between the two."""
    more = sum(max(0, b - a) for a, b in zip(before, after, strict=True))
    less = sum(max(0, a - b) for a, b in zip(before, after, strict=True))
    return max(more, less) >= anonymity.BATCH


def against(before: Sequence[Sums | None], after: Sequence[Sums | None]) -> list[dict[str, Any]]:
    """Each statement's {"cells", "moved"}: how people are spread, or how that differs from an earlier round.

    `moved` is None where there is nothing to compare; where it is "same", `cells` is None.
    """
    earlier = [*before, *[None] * len(after)]
    moves = [movement(one, two) for one, two in zip(earlier, after, strict=False)]
    return [
        {"cells": None if moved == "same" else tally.gentle(sums), "moved": moved}
        for moved, sums in zip(moves, after, strict=True)
    ]


def _height(sums: Sequence[int]) -> float:
    """Where the whole lies on the scale, 0 to 1. Only ever used to tell which way two rounds differ; never shown."""
    return sum(n * people for n, people in enumerate(sums)) / max(1, sum(sums)) / max(1, len(sums) - 1)
