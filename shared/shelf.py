"""The shelf: the courses of this installation, sealed at rest, each under a key of its own that can be destroyed.

Beside which meetings there are to be, a course holds the lines its group has approved, and nothing else: not who came,
how many, when, or from which meeting a line is.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, insert, select, update

from shared import lines
from shared.course import Course
from shared.disk import NotNow
from shared.lines import Line
from shared.seal import KEY, KeyGone, seal, unseal
from shared.tables import NotFound, course_lines, courses, meetings

if TYPE_CHECKING:
    from shared.log import Log

DAY = 24 * 60  # minutes
KEPT = 90 * DAY  # minutes without a meeting until a course is deleted: a group may meet monthly, and rest in summer
ENDED = DAY  # minutes from the end of a course until it is deleted
GONE = 0  # as in the log: somebody has deleted it


class Shelf:
    """Everything that writes raises NotNow when the disk will not; then nothing of it has happened."""

    def __init__(self, log: Log):
        self.log = log
        self.alone = threading.RLock()  # one press at a time

    def put(self, course: Course, now: int) -> None:
        """Puts a new course on the shelf; one that is there already stays as it is."""
        with self.alone:
            if course.id in self._ids():
                return
            try:
                with self.log.writing() as db:
                    self.log.keyring.keep(course.id, secrets.token_bytes(KEY))
                    values = {"id": course.id, "delete_at": _midnight(now + KEPT), "body": self._sealed(course)}
                    db.execute(insert(courses).values(**values))
            except NotNow:
                with suppress(OSError):
                    self.log.keyring.destroy(course.id)
                raise

    def change(self, course: Course, now: int) -> None:
        """Keeps a course as it is now. It stays until KEPT from here, or, once ended, until ENDED."""
        until = _midnight(now + (ENDED if course.ended else KEPT))
        with self.log.writing() as db:
            changed = {"body": self._sealed(course), "delete_at": until}
            if not db.execute(update(courses).where(courses.c.id == course.id).values(**changed)).rowcount:
                raise NotFound

    def all(self) -> list[Course]:
        """Every course that can be read, by name."""
        found = []
        for id in self._ids():
            with suppress(KeyGone, NotFound):
                found.append(self.course(id))
        return sorted(found, key=lambda course: (course.ended, course.name.casefold(), course.id))

    def course(self, id: str) -> Course:
        """Raises NotFound."""
        with self.log.reading() as db:
            body = db.execute(select(courses.c.body).where(courses.c.id == id)).scalar()
        if body is None:
            raise NotFound
        try:
            return msgspec.json.decode(unseal(self.log.keyring.key(id), id, body), type=Course)
        except KeyGone:
            raise NotFound from None

    def of(self, meeting: str) -> Course | None:
        """The course a meeting belongs to, if any."""
        id = self.log.meeting(meeting).course
        try:
            return self.course(id) if id else None
        except NotFound:
            return None

    def kept_until(self, id: str) -> int:
        """In minutes since the epoch. Raises NotFound."""
        with self.log.reading() as db:
            until = db.execute(select(courses.c.delete_at).where(courses.c.id == id)).scalar()
        if until is None:
            raise NotFound
        return until

    def memory(self, id: str) -> list[Line]:
        """What the group has approved, in no order. Raises NotFound."""
        try:
            with self.log.reading() as db:
                return lines.read(db, self.log.keyring, id)
        except KeyGone:
            raise NotFound from None

    def keep(self, id: str, approved: list[Line]) -> None:
        """Keeps exactly these lines, and no other. What is no longer among them is removed from every copy."""
        with self.alone:
            before = {(line.kind, line.text): line for line in self.memory(id)}
            wanted = {(line.kind, line.text): line for line in approved}
            gone = [line.number for at, line in before.items() if at not in wanted]
            with self.log.writing() as db:
                lines.empty(db, id, gone)
                for at, line in _mixed(wanted):
                    known = before.get(at)
                    if known is None or known.place != line.place:
                        number = known.number if known else 0
                        lines.write(db, self.log.keyring, id, Line(line.kind, line.text, line.place, number))
            self.log.to_forget(id, gone)
            self.log.settle()

    def remove(self, id: str, number: int) -> None:
        """Removes one line from every copy. What is not there any more stays away."""
        with self.alone, self.log.writing() as db:
            lines.empty(db, id, [number])
        self.log.to_forget(id, [number])
        self.log.settle()

    def delete(self, id: str) -> None:
        """Erases a course: its key, its lines, its row. Its meetings go on as meetings of their own."""
        with self.log.writing() as db:
            db.execute(update(courses).where(courses.c.id == id).values(delete_at=GONE))
        with self.log.writing() as db:
            self.log.keyring.destroy(id)
            db.execute(delete(course_lines).where(course_lines.c.course == id))
            db.execute(delete(courses).where(courses.c.id == id))
            db.execute(update(meetings).where(meetings.c.course == id).values(course=None))
        self.log.forgotten_whole(id)
        self.log.settle()

    def due(self, minute: int) -> list[str]:
        """The courses that are to be deleted by now, also those that can no longer be read."""
        with self.log.reading() as db:
            return list(db.execute(select(courses.c.id).where(courses.c.delete_at <= minute)).scalars())

    def delete_due(self, minute: int) -> int:
        due = self.due(minute)
        for id in due:
            self.delete(id)
        return len(due)

    def unreadable(self) -> int:
        """How many courses nobody can read any more: their key is gone, and the rest of them is not yet."""
        return len(self._ids()) - len(self.all())

    def _ids(self) -> list[str]:
        with self.log.reading() as db:
            return list(db.execute(select(courses.c.id)).scalars())

    def _sealed(self, course: Course) -> bytes:
        return seal(self.log.keyring.key(course.id), course.id, msgspec.json.encode(course))


def check(log: Log) -> None:
    """Reads everything there is on the shelf. Raises what it meets."""
    shelf = Shelf(log)
    for course in shelf.all():
        shelf.memory(course.id)


def after_restoring(log: Log) -> None:
    """Empties the lines of an older time that were removed since, so that they cannot be read again."""
    shelf = Shelf(log)
    for course in shelf.all():
        with log.writing() as db:
            gone = lines.empty_the_unreadable(db, log.keyring, course.id)
        log.to_forget(course.id, gone)


def _midnight(minute: int) -> int:
    """The next midnight, so that no minute tells when a group met."""
    return -(-minute // DAY) * DAY


def _mixed(wanted: dict[tuple[str, str], Line]) -> list[tuple[tuple[str, str], Line]]:
    return secrets.SystemRandom().sample(list(wanted.items()), len(wanted))
