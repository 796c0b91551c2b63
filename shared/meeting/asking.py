"""What may be asked for in a meeting: by the one who leads, and around any activity."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shared import signals
from shared.activity import Release, Struct
from shared.meeting.facts import Scene
from shared.pile import Key, Words
from shared.plan import Kind

StepId = Annotated[str, Meta(max_length=40)]


class Go(Struct, frozen=True, tag="go"):
    to: str = ""  # a step, or "" for the lobby
    coming_from: str = ""  # where the control screen was: a second press on a stale screen does nothing


class Cover(Struct, frozen=True, tag="cover"):
    on: bool


class FewToday(Struct, frozen=True, tag="few_today"):
    on: bool


class End(Struct, frozen=True, tag="end"):
    pass


class Undo(Struct, frozen=True, tag="undo"):
    pass


class LeaveOut(Struct, frozen=True, tag="leave_out"):
    line: Annotated[str, Meta(max_length=120, pattern=r"^[\w./-]*\Z")]  # of the session notes
    on: bool


class Notice(Struct, frozen=True, tag="notice"):
    kind: signals.Kind
    until: Annotated[int, Meta(ge=0, lt=10**9)]  # what has come since then has not been seen


class Ask(Struct, frozen=True, tag="ask"):
    """Something that is not in the plan, put to the room at once as a step of its own."""

    prompt: Words
    activity: StepId  # one that can be used on the spot


class Repeat(Struct, frozen=True, tag="repeat"):
    of: StepId  # a fresh round of it stands next


class MoveStep(Struct, frozen=True, tag="move_step"):
    id: StepId
    after: StepId = ""  # "" puts it first


class Skip(Struct, frozen=True, tag="skip"):
    id: StepId
    on: bool  # False takes it in again


class Stage(Struct, frozen=True, tag="stage"):
    """Shows the room something of its course in place of the step; "" goes back to the step."""

    scene: Scene = ""
    page: Annotated[int, Meta(ge=0, le=99)] = 0


class Compose(Struct, frozen=True, tag="compose"):
    """What the group wants to say to others, as it stands now. It leaves only once it has been approved."""

    text: Words


class LetGo(Struct, frozen=True, tag="let_go"):
    """Erases a line that came from an earlier meeting."""

    key: Key


class Line(Struct, frozen=True):
    key: Key
    kind: Kind
    text: Words


class Carry(Struct, frozen=True, tag="carry"):
    """What the course has kept, before the meeting has begun. In the order in which it is shown."""

    lines: Annotated[list[Line], Meta(max_length=200)] = []


class Open(Struct, frozen=True, tag="open"):
    pass


class Close(Struct, frozen=True, tag="close"):
    pass


class Switch(Struct, frozen=True, tag="switch"):
    release: Release


class MoreTime(Struct, frozen=True, tag="more_time"):
    minutes: Literal[-5, -2, -1, 1, 2, 5] = 1  # below zero is less time


class Turn(Struct, frozen=True, tag="turn"):
    page: Annotated[int, Meta(le=999)]  # what is below the first page is the first page


class Reveal(Struct, frozen=True, tag="reveal"):
    pass


class Pass(Struct, frozen=True, tag="pass"):
    pass


class TakeBack(Struct, frozen=True, tag="take_back"):
    key: Key


Planning = Ask | Repeat | MoveStep | Skip
Remembering = Stage | Compose | LetGo | Carry
Leading = Go | Cover | FewToday | End | Undo | LeaveOut | Notice | Planning | Remembering
Around = Open | Close | Switch | Turn | Reveal | Pass | TakeBack
AROUND = {"open", "close", "switch", "turn", "reveal", "pass", "take_back"}
