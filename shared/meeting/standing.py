"""How a meeting stands: its plan, which step is on screen, and how each step stands around its activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import msgspec
from msgspec.structs import replace

from shared import signals
from shared.activity import Release, Struct, activity
from shared.plan import Plan


class Stand(Struct, frozen=True):
    """How one step stands: the activity's own state, and what stands around every activity."""

    state: Any
    release: Release
    answering: bool = True
    passed: frozenset[str] = frozenset()
    page: int = 0


class Meeting(Struct, frozen=True):
    plans: dict[str, Plan]  # by language; the first is the meeting's own
    seq: int = 0
    now: str | None = None  # step on screen; None is the lobby
    covered: bool = False
    few: bool = False
    ended: int | None = None  # minutes since the epoch
    stands: dict[str, Stand] = {}
    began: dict[str, int] = {}  # step -> minutes since the epoch when it was first on screen
    extra: dict[str, int] = {}  # step -> minutes added to it
    left_out: frozenset[str] = frozenset()  # lines of the session notes
    put_back: frozenset[str] = frozenset()  # lines that someone has said may leave, also those that at first may not
    quiet: signals.Signals = signals.Signals()

    @property
    def plan(self) -> Plan:
        return next(iter(self.plans.values()))

    def plan_in(self, lang: str) -> Plan:
        return self.plans.get(lang, self.plan)

    def stand(self, step: str) -> Stand:
        return self.stands[self.plan.step(step).home]

    def kind(self, step: str) -> ModuleType:
        return activity(self.plan.step(step).activity)


def begin(plans: Mapping[str, Plan]) -> Meeting:
    """A meeting on this plan before anything has happened. `plans` holds the same steps in each language."""
    meeting = Meeting(plans=dict(plans))
    stands = {}
    for step in meeting.plan.steps:
        if step.home == step.id:
            kind = activity(step.activity)
            stands[step.id] = Stand(kind.State(msgspec.convert(step.settings, kind.Settings)), release=step.release)
    return replace(meeting, stands=stands)


def question(kind: ModuleType, name: str) -> Callable[..., list[Any]]:
    """What an activity answers to a question it need not have an answer to."""
    return getattr(kind, name, lambda *_: [])
