"""How a meeting stands: its plan, which step is on screen, and how each step stands around its activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, get_args

import msgspec
from msgspec.structs import replace

from shared import signals
from shared.activity import Release, Struct, activity
from shared.meeting.facts import Carried, Staged
from shared.plan import Plan, Step

UNREAD: Release = "live"  # the way in which texts come up before anyone has read them


class Stand(Struct, frozen=True):
    """How one step stands: the activity's own state, and what stands around every activity."""

    state: Any
    release: Release
    answering: bool = True
    passed: frozenset[str] = frozenset()
    page: int = 0


class Meeting(Struct, frozen=True):
    plans: dict[str, Plan]  # as it was opened, by language; the first is the meeting's own
    running: dict[str, Plan]  # the same with what was changed since
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
    skipped: frozenset[str] = frozenset()  # steps that are left out for now
    rounds: dict[str, str] = {}  # step that is a further round -> the step of the first
    bundles: tuple[frozenset[str], ...] = ()  # what leaves the session notes only together; see bundling.py
    quiet: signals.Signals = signals.Signals()
    carried: tuple[Carried, ...] = ()  # from earlier meetings of the course
    message: str = ""  # to others, as the group has it now
    scene: Staged = Staged("")  # what of the course is on screen

    @property
    def plan(self) -> Plan:
        """The plan as it runs, in the meeting's own language."""
        return next(iter(self.running.values()))

    def plan_in(self, lang: str) -> Plan:
        return self.running.get(lang, self.plan)

    def way(self, lang: str = "") -> list[Step]:
        """The steps in their order without those that are left out; never without the one on screen."""
        return [step for step in self.plan_in(lang).steps if step.id not in self.skipped or step.id == self.now]

    def stand(self, step: str) -> Stand:
        return self.stands[self.plan.step(step).home]

    def kind(self, step: str) -> ModuleType:
        return activity(self.plan.step(step).activity)

    def was_added(self, step: str) -> bool:
        """Whether a step was not in the plan as the meeting was opened."""
        return all(step not in {known.id for known in plan.steps} for plan in self.plans.values())

    def came_up(self, step: str) -> bool:
        """Whether this step, or one that goes on with its notes, has been on screen."""
        return any(other.id in self.began for other in self.plan.steps if other.home == step)

    def minutes(self, step: str) -> int | None:
        """Whole minutes planned for a step as it runs; None where the plan has them by the meeting's length."""
        planned = self.plan.step(step).minutes
        return planned + self.extra.get(step, 0) if isinstance(planned, int) else None


def begin(plans: Mapping[str, Plan]) -> Meeting:
    """A meeting on this plan before anything has happened. `plans` holds the same steps in each language."""
    meeting = Meeting(plans=dict(plans), running=dict(plans))
    homes = [step for step in meeting.plan.steps if step.home == step.id]
    return replace(meeting, stands={step.id: fresh(meeting, step) for step in homes})


def fresh(meeting: Meeting, step: Step) -> Stand:
    """How a step stands before anything has happened in it."""
    kind = activity(step.activity)
    ways = releases(meeting, kind)
    release = step.release if step.release in ways else ways[0]
    return Stand(kind.State(msgspec.convert(step.settings, kind.Settings)), release=release)


def releases(meeting: Meeting, kind: ModuleType) -> tuple[Release, ...]:
    """How an activity's texts may be let out: every way, unless it names its own or the plan wants them read first."""
    ways: tuple[Release, ...] = getattr(kind, "RELEASES", get_args(Release))
    return tuple(way for way in ways if way != UNREAD) if meeting.plan.reviewed else ways


def question(kind: ModuleType, name: str) -> Callable[..., list[Any]]:
    """What an activity answers to a question it need not have an answer to."""
    return getattr(kind, name, lambda *_: [])
