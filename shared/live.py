"""The loop everything goes through: hold the meeting, decide, write, let go, tell who should look again.

Nothing that anyone wrote is pushed. A screen is told to look; it then asks for itself, the same way whether it was
away for a moment or an hour.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal

from shared import anonymity, course, signals
from shared import meeting as core
from shared.activity import LEAD, Actor, Chance, Refused
from shared.calendar import Calendar
from shared.disk import NotNow
from shared.held import Held
from shared.log import Log, NotFound, mark
from shared.meeting import Fact, Meeting
from shared.shelf import Shelf

KEPT = 24 * 60  # minutes from the end of a meeting until it is deleted

Who = Literal["lead", "all"]
Tell = Callable[[str, Who], None]  # (meeting, who should look again)


def minute() -> int:
    """The time now, in whole minutes since the epoch: the finest that is ever kept."""
    return int(time.time() // 60)


class Live:
    def __init__(self, log: Log, tell: Tell, chance: Chance | None = None, clock: Callable[[], int] = minute):
        self.log, self.tell, self.clock = log, tell, clock
        self.calendar = Calendar(clock)
        self.shelf = Shelf(log)
        self.chance: Chance = chance or anonymity.SystemChance()
        self._known: dict[str, Meeting] = {}  # a cache; dropping it loses nothing
        self._said_stuck = False
        self._alone = threading.RLock()  # what is known is never older than what is on disk, also to another thread

    def do(self, id: str, step: str | None, command: Mapping[str, Any], actor: Actor, once: str | None = None) -> int:
        """Carries out one command. Returns its number once it is on disk.

        `once` is the sender's own name for it: sent again under that name it does nothing more, and something else
        under the same name is refused. Raises Refused, NotFound, NotNow, or msgspec.ValidationError for what is no
        command. What reaches back is kept before it is erased everywhere; if that fails, it is NotNow all the same, and
        sending it again only erases.
        """
        with self._alone:
            with self.log.hold(id) as held:
                before = self.meeting(id)
                asked = mark(step, command)
                earlier = held.asked_before(actor.id, once)
                if earlier is not None and earlier not in (asked, ""):
                    raise Refused("conflict")
                if earlier is not None:
                    self.log.settle()
                    return before.seq
                outcome = core.decide(before, step, command, actor, self.chance, self.clock())
                erased = [words for words in outcome.forget if held.forget(*words)]
                new = held.append(outcome.facts, actor.id, once, asked)
                reaches_back = bool(erased)
                after = core.carry_on(before, new, erased) or _anew(before, held, erased)
                if erased and (kept_in := self.log.meeting(id).course):  # what was approved goes with it
                    held.let_go(kept_in, course.taken_back(before, after))
                if after.ended != before.ended:
                    held.note_end(after.ended, None if after.ended is None else after.ended + KEPT)
            self._known[id] = after  # first of all: it is on disk, also if what follows fails
        self._tell(id, before, after, actor, new, reaches_back)
        if reaches_back:
            self.log.settle()
        return after.seq

    def meeting(self, id: str) -> Meeting:
        """The meeting as it stands. Raises NotFound."""
        with self._alone:
            if id not in self._known:
                row = self.log.meeting(id)
                self._known[id] = core.fold(row.plans, self.log.read(id))
            return self._known[id]

    def delete(self, id: str) -> None:
        """Erases a meeting now, and tells every screen to look: what they find is that it is gone. Raises NotNow."""
        with self._alone:
            self._known.pop(id, None)
            self.log.delete_meeting(id)
        self.tell(id, "all")

    def delete_due(self) -> int:
        """Erases every meeting whose time has come, and every course. Returns how many meetings. Raises NotNow."""
        due = self.log.due(self.calendar.minute())
        for id in due:
            self.delete(id)
        self.shelf.delete_due(self.calendar.minute())
        return len(due)

    def mend(self) -> None:
        """Tries again what the disk did not take, and tells every screen when it takes nothing, and when it does."""
        if self.log.stuck:
            with suppress(NotNow):
                self.log.try_again()
        if self.log.stuck != self._said_stuck:
            self._said_stuck = self.log.stuck
            for id in list(self._known):
                self.tell(id, "all")

    def keep_until(self, id: str, delete_at: int) -> None:
        """Moves the deletion of an ended meeting to another minute."""
        row = self.log.meeting(id)
        self.log.note_end(id, row.ended, delete_at)
        self.tell(id, "all")

    def _tell(self, id: str, before: Meeting, after: Meeting, actor: Actor, news: list[Fact], erased: bool) -> None:
        """Tells the screens that are stale. What was taken back tells nobody: it is gone at their next look."""
        if actor.leads or not _only_their_own(actor, news):
            who = core.concerns(before, after) or ("lead" if actor.leads else None)
        else:
            who = "lead" if core.readier(before, after) and not erased else None
        if who:
            self.tell(id, who)


def _anew(before: Meeting, held: Held, erased: list[core.Words]) -> Meeting:
    """The meeting after its past has changed. What undo took back changes one step, or what stands around them all."""
    if erased:
        return core.fold(before.plans, held.read())
    led = held.read_of(LEAD.id)
    steps = core.undid(led)
    return core.fold_again(before, steps, held.read_in({*steps, signals.STEP}), led)


def _only_their_own(actor: Actor, news: list[Fact]) -> bool:
    return all(fact.actor == actor.id or fact.body == {"type": "forgotten"} for fact in news)


__all__ = ["KEPT", "Live", "NotFound", "NotNow", "minute"]
