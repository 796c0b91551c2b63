"""What can have happened in a meeting, and what a fact is. What the people write is the activities' business."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from shared import signals
from shared.activity import Actor, Release, Struct
from shared.plan import Kind, Step

Scene = Literal["", "since", "first_time", "keep", "message"]  # what of a course the room may see in place of a step


class Fact(Struct, frozen=True):
    """One line of the log. `body` is None once forgotten; its number stays."""

    seq: int
    actor: str
    step: str | None
    body: dict[str, Any] | None
    cause: int = 0  # number of the first fact of the same command

    def __repr__(self) -> str:
        return f"<fact {self.seq}>"


class Draft(Struct, frozen=True):
    """A fact that is not yet on disk."""

    actor: str
    step: str | None
    body: dict[str, Any]

    @property
    def key(self) -> str | None:
        return self.body.get("key")


def drafted(actor: Actor, step: str | None, event: Struct) -> Draft:
    return Draft(actor.id, step, msgspec.to_builtins(event))


class Outcome(Struct, frozen=True):
    """What follows from a command: facts to write, and (step, actor, key) whose earlier words are to be erased."""

    facts: list[Draft] = []
    forget: list[tuple[str | None, str, str]] = []


class Went(Struct, frozen=True, tag="went"):
    to: str | None
    at: int  # whole minutes since the epoch: the soft timer's start


class Covered(Struct, frozen=True, tag="covered"):
    on: bool


class FewSaid(Struct, frozen=True, tag="few_said"):
    on: bool


class Ended(Struct, frozen=True, tag="ended"):
    at: int


class Undone(Struct, frozen=True, tag="undone"):
    pass


class Forgotten(Struct, frozen=True, tag="forgotten"):
    pass


class LeftOut(Struct, frozen=True, tag="left_out"):
    line: str
    on: bool


class Noticed(Struct, frozen=True, tag="noticed"):
    kind: signals.Kind
    until: int


class Carried(Struct, frozen=True, tag="carried"):
    """One line that the group has kept from an earlier meeting of its course. Nobody's, so that no undo takes it."""

    key: str
    kind: Kind
    text: str
    place: int  # among those of its kind
    of: int  # how many they are, so that the others keep their places when it is erased


class Composed(Struct, frozen=True, tag="composed"):
    text: str
    key: str = "message"


class Staged(Struct, frozen=True, tag="staged"):
    scene: Scene
    page: int = 0


class StepAdded(Struct, frozen=True, tag="step_added"):
    step: Step  # in the meeting's own language, for everyone
    after: str


class StepRepeated(Struct, frozen=True, tag="step_repeated"):
    of: str
    id: str
    after: str


class StepMoved(Struct, frozen=True, tag="step_moved"):
    id: str
    after: str


class StepsSkipped(Struct, frozen=True, tag="steps_skipped"):
    ids: list[str]
    on: bool


class Bundled(Struct, frozen=True, tag="bundled"):
    bundles: list[list[str]]  # public ids of what people wrote, and what leaves the session notes only together


class Opened(Struct, frozen=True, tag="opened"):
    pass


class Closed(Struct, frozen=True, tag="closed"):
    pass


class Switched(Struct, frozen=True, tag="switched"):
    release: Release


class Extended(Struct, frozen=True, tag="extended"):
    step: str
    minutes: int


class Turned(Struct, frozen=True, tag="turned"):
    page: int


class Passed(Struct, frozen=True, tag="passed"):
    key: str = "pass"


Replanned = StepAdded | StepRepeated | StepMoved | StepsSkipped
Remembered = Carried | Composed | Staged
Steered = Went | Extended | Covered | FewSaid | Ended | Undone
Led = Steered | Forgotten | LeftOut | Noticed | Bundled | Replanned | Remembered
Stood = Opened | Closed | Switched | Turned | Passed
AROUND_EVENTS = {"opened", "closed", "switched", "turned", "passed"}
