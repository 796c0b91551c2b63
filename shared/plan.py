"""A session plan as the meeting knows it: steps with an activity, minutes and cues. Content only, no behaviour."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from shared.activity import Release, Struct

Domain = Literal["connectedness", "hope", "identity", "meaning", "empowerment", "all"]
Tag = Literal["connectedness", "hope", "identity", "meaning", "empowerment"]
SubTheme = Annotated[str, Meta(pattern=r"^(C([1-9]|10)|H([1-9]|10)|I([1-9]|1[01])|M([1-9]|1[0-2])|E([1-9]|1[0-4]))\Z")]
Efficacy = Literal["own_success", "example", "backing", "body"]  # what strengthens belief in oneself: Bandura 1997
Depth = Literal["gentle", "medium", "deep"]
InNotes = Literal["themes", "texts", "none"]
Kind = Literal["agreement", "words", "things", "questions", "parked", "next", "message"]  # of what a course keeps
Language = Literal["da", "nb", "nn", "en"]
Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9-]*$", max_length=40)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Prose = Annotated[str, Meta(max_length=1200)]
Whole = Annotated[int, Meta(ge=0, le=240)]  # minutes

POINTS_BACK = ("options_from", "compare_with")  # settings of any activity that name an earlier step
LENGTHS = ("60", "90", "120")  # minutes a meeting can be planned for


class Cues(Struct, frozen=True):
    """Short reminders for the facilitator alone; never a script that has to be read out."""

    say: Prose = ""
    do: Prose = ""
    watch: Prose = ""
    heavy: Prose = ""  # if it gets heavy


class People(Struct, frozen=True):
    """For how many people a plan is meant."""

    least: Annotated[int, Meta(ge=1, le=1000)] = 4
    most: Annotated[int, Meta(ge=1, le=1000)] = 15


class Step(Struct, frozen=True):
    id: Name
    activity: str
    title: Line
    minutes: dict[Literal["60", "90", "120"], Whole] | Whole = 10
    release: Release = "together"
    depth: Depth = "gentle"
    notes: InNotes | UnsetType = UNSET
    continues: Name | UnsetType = UNSET  # an earlier step whose notes this one goes on with
    keeps: Literal["words", "things", "questions"] | UnsetType = UNSET  # what a course may keep its texts as
    phones: Literal["look", "away"] = "look"  # "away": they rest in this step, whatever it is
    safety: Prose = ""
    without_phones: Prose = ""
    settings: dict[str, Any] = {}
    cues: Cues = Cues()

    @property
    def home(self) -> str:
        """The step that holds what people wrote: this one, or the one it continues."""
        return self.continues or self.id

    @property
    def builds_on(self) -> set[str]:
        """The steps that have to come before this one."""
        named = {self.continues or "", *(self.settings.get(name, "") for name in POINTS_BACK)}
        return named - {""}


class Plan(Struct, frozen=True):
    id: Annotated[str, Meta(pattern="^[A-Za-z0-9-]{1,40}$")]
    lang: Language
    domain: Domain
    title: Line
    steps: Annotated[list[Step], Meta(min_length=1, max_length=40)]
    aim: Prose = ""
    why: Prose = ""
    safety: Prose = ""
    carries_over: Prose = ""
    notes: InNotes = "themes"
    depth: Depth = "gentle"
    sources: list[Line] = []
    tags: Annotated[list[Tag], Meta(max_length=5)] = []  # the theme areas it touches, in no order
    sub_themes: Annotated[list[SubTheme], Meta(max_length=20)] = []
    efficacy: list[Efficacy] = []
    people: People = People()
    leaders: Annotated[int, Meta(ge=1, le=2)] = 1  # how many facilitators it asks for
    reviewed: bool = False  # whether every text has to be read before it is shown, whatever else is chosen

    def step(self, id: str) -> Step:
        """The step of this id; raises KeyError."""
        for step in self.steps:
            if step.id == id:
                return step
        raise KeyError(id)

    def lasting(self, length: str) -> Plan:
        """This plan for a meeting of `length` ("60", "90" or "120") minutes: each step with its own, none of zero."""
        timed = [replace(step, minutes=minutes_of(step, length)) for step in self.steps]
        kept = [step for step in timed if step.minutes]
        names = {step.id for step in kept}
        return replace(self, steps=[step for step in kept if step.home in names])

    def minutes(self, length: str) -> int:
        return sum(minutes_of(step, length) for step in self.steps)


def minutes_of(step: Step, length: str) -> int:
    """How many minutes a step takes in a meeting of this length."""
    return step.minutes if isinstance(step.minutes, int) else step.minutes.get(length, 0)  # type: ignore[call-overload]
