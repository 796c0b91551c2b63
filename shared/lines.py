"""The lines a course has kept, each sealed by itself: one can be removed from every copy, and the others stay."""

from __future__ import annotations

import secrets

import msgspec
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, insert, select, update

from shared.activity import Struct
from shared.plan import Kind
from shared.seal import LEAVES, KeyGone, Keyring, seal, unseal
from shared.tables import course_lines

MOST = 200  # in a course; there must be leaves left to draw from


class Line(Struct, frozen=True):
    """What a group has approved. `place` orders an agreement and what comes next; of anything else it is 0."""

    kind: Kind
    text: str
    place: int = 0
    number: int = 0  # under which it is kept; drawn by chance

    def __repr__(self) -> str:
        return "<line>"


def read(db: Connection, keyring: Keyring, course: str) -> list[Line]:
    """In no order. Raises KeyGone, or InvalidTag where something is not as it was written."""
    rows = db.execute(select(course_lines).where(course_lines.c.course == course, course_lines.c.body.is_not(None)))
    found = [_opened(keyring, course, row.number, row.body) for row in rows]
    return [line for line in found if line is not None]


def write(db: Connection, keyring: Keyring, course: str, line: Line) -> None:
    """Puts a line where it was, or under a number drawn by chance where it is new."""
    number = line.number or _free(db, course)
    key = keyring.key(course) + keyring.fresh_leaf(course, number)
    body = seal(key, f"{course}/{number}", msgspec.json.encode([line.kind, line.text, line.place]))
    if line.number:
        here = (course_lines.c.course == course, course_lines.c.number == number)
        db.execute(update(course_lines).where(*here).values(body=body))
    else:
        db.execute(insert(course_lines).values(course=course, number=number, body=body))


def empty(db: Connection, course: str, numbers: list[int]) -> None:
    here = (course_lines.c.course == course, course_lines.c.number.in_(numbers))
    db.execute(update(course_lines).where(*here).values(body=None))


def let_go(db: Connection, keyring: Keyring, course: str, gone: set[tuple[str, str]]) -> list[int]:
    """Empties every line of this kind with this text. Gives the numbers of what was there."""
    numbers = [line.number for line in read(db, keyring, course) if (line.kind, line.text) in gone]
    empty(db, course, numbers)
    return numbers


def empty_the_unreadable(db: Connection, keyring: Keyring, course: str) -> list[int]:
    """Empties what an older copy brought back though it has been removed since."""
    gone = []
    for row in db.execute(select(course_lines).where(course_lines.c.course == course)).all():
        try:
            lost = row.body is None or _opened(keyring, course, row.number, row.body) is None
        except (InvalidTag, KeyGone):
            lost = True
        if lost:
            gone.append(row.number)
    empty(db, course, gone)
    return gone


def _free(db: Connection, course: str) -> int:
    taken = set(db.execute(select(course_lines.c.number).where(course_lines.c.course == course)).scalars())
    return secrets.choice([number for number in range(1, LEAVES + 1) if number not in taken])


def _opened(keyring: Keyring, course: str, number: int, body: bytes) -> Line | None:
    """The line, or None once it is removed, also where it still lies in a copy that was made before."""
    leaf = keyring.leaf(course, number)
    if leaf is None:
        return None
    kind, text, place = msgspec.json.decode(unseal(keyring.key(course) + leaf, f"{course}/{number}", body))
    return Line(kind, text, place, number)
