"""What an activity is: a folder under shared/activities whose module answers a few questions.

    Settings   what a plan may say about it                (a Struct; also its schema)
    Command    what someone may ask for                    (a union of tagged Structs)
    Event      what can have happened                      (a union of tagged Structs)
    State      how it stands                               (a frozen Struct with a `settings` field)
    decide     (state, command, actor, moment) -> [Event]  may raise Refused
    evolve     (state, event, actor) -> State              never refuses: the past is the past
    view       (state, audience, me) -> dict               what that audience may see, nothing else
    notes      (state) -> [Section]                        what may leave the room

and, where it has something to let out, to show or to hand on:

    settle     (state, moment) -> [Event]                  what follows by itself after any change
    reveal     (state, moment) -> [Event]                  show everything now; may raise Refused
    offers     (state) -> [Theme]                          what a later step may choose between
    late       (state, command, actor) -> bool             whether this may come also when answering is closed
    spread     (state) -> [sums or None]                   what a later step may compare itself with: as the room saw it
    on_the_spot (prompt) -> Settings                       how it stands when it is asked outside the plan
    all_same   (state) -> bool                             whether all who were counted chose the same
    voices     (state) -> {pseudonym}                      who has answered, for "few / some / most are done"
    lets_go    (before, after) -> [(pseudonym, key)]       what is erased along with a change, such as a lowered hand
    without    (state, pseudonym, key) -> State | None     as if this had never been said; None: fold everything anew
    RELEASES   (mode, ...)                                 how its texts may be let out, where not every way will do
    carries    (state) -> [text]                           what a later meeting may begin with
    collects   (state) -> bool                             False where the plan lets nothing out that could be shown

Nothing here knows the web, the database, the clock or a language.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from types import ModuleType
from typing import Any, Literal, Protocol, TypeVar

import msgspec

Audience = Literal["projector", "facilitator", "participant"]
Release = Literal["together", "review", "live"]

T = TypeVar("T")


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A small immutable record. Unknown fields are an error, not a surprise."""


class Actor(Struct, frozen=True):
    """Who acts. `id` is a pseudonym for this step only, never a name; whoever leads is "lead"."""

    id: str
    leads: bool = False


LEAD = Actor("lead", leads=True)  # every facilitator of a meeting: they share one hand and one undo
ROOM = Actor("")  # what the meeting does by itself, such as letting a batch through


class Refused(Exception):
    """A command that does not fit the moment. `key` names the words shown to the sender."""

    def __init__(self, key: str, **named: Any):
        super().__init__(key)
        self.key, self.named = key, named


class Theme(Struct, frozen=True):
    """Something a later step can choose between: a stable id and the group's own name for it."""

    id: str
    name: str


class Section(Struct, frozen=True):
    """One heading of the session notes with its lines. `lines` hold (id, text) in an order that says nothing."""

    id: str = ""  # of the theme
    title: str = ""  # the theme's name; "" for what belongs to no theme
    lines: list[tuple[str, str]] = []
    counts: list[tuple[str, int]] = []  # (label, dots), only once the group has seen them


class Chance(Protocol):
    """Where randomness comes from. Handed in from outside, so that the rules stay pure."""

    def shuffled(self, items: Sequence[T]) -> list[T]: ...

    def token(self) -> str: ...


class Moment:
    """How the step stands around its activity right now."""

    def __init__(
        self,
        chance: Chance,
        *,
        answering: bool = True,
        release: Release = "together",
        few: bool = False,
        offered: Sequence[Theme] | None = None,
        now: int = 0,
        before: Sequence[list[int] | None] = (),
    ):
        self.chance = chance
        self.answering = answering  # may people still write or choose?
        self.release: Release = release
        self.few = few  # the room has agreed to go on although it is very small today
        self.offered = offered  # themes of an earlier step, or None
        self.now = now  # whole minutes since the epoch
        self.before = list(before)  # what the room has seen of an earlier round


class Unknown(Exception):
    """No activity has this name."""


_found: dict[str, ModuleType] = {}


def activities() -> dict[str, ModuleType]:
    """Every activity by its folder name, e.g. {"dot_vote": <module>, ...}."""
    if not _found:
        import shared.activities as home

        for found in pkgutil.iter_modules(home.__path__):
            _found[found.name] = importlib.import_module(f"{home.__name__}.{found.name}")
    return _found


def activity(name: str) -> ModuleType:
    """The activity of this name; raises Unknown."""
    if name not in activities():
        raise Unknown(name)
    return activities()[name]
