"""The tables of the log, and a row of each as the rest of us knows it."""

from __future__ import annotations

import msgspec
from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table

from shared.plan import Plan

SHAPE = 3  # of the tables below, kept as SQLite's user_version

metadata = MetaData()
meetings = Table(
    "meetings",
    metadata,
    Column("id", String, primary_key=True),  # random, in addresses
    Column("seq", Integer, nullable=False),
    Column("plans", LargeBinary, nullable=False),
    Column("code", String, nullable=False, unique=True),  # typed
    Column("secret", String, nullable=False, unique=True),  # in the QR code
    Column("screen_key", String, nullable=False),  # opens the projector, which can only look
    Column("opened", Integer, nullable=False),  # whole minutes since the epoch, as is everything about time here
    Column("ended", Integer),
    Column("delete_at", Integer),
    Column("shut", Integer, nullable=False, server_default="0"),  # 1 while nobody new may come in
    Column("epoch", Integer, nullable=False, server_default="0"),  # how often everyone was asked to leave
    Column("course", String),  # that it belongs to; none for a meeting of its own
    sqlite_with_rowid=False,
)
facts = Table(
    "facts",
    metadata,
    Column("meeting", ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("cause", Integer, nullable=False),
    Column("actor", String, nullable=False),  # a pseudonym for this step only
    Column("step", String),
    Column("key", String),  # what a later fact of the same person replaces
    Column("once", String),  # the phone's name for the command, so that sending it again does nothing
    Column("body", LargeBinary),  # sealed under the meeting's key; empty once forgotten
    Index("once_per_actor", "meeting", "actor", "once", unique=True),
    sqlite_with_rowid=False,
)
keys = Table(
    "keys",
    metadata,
    Column("hash", String, primary_key=True),
    Column("kind", String, nullable=False),  # see facilitator/keys.py
    Column("made", Integer, nullable=False, server_default="0"),  # whole hours since the epoch
    Column("used", Integer, nullable=False, server_default="0"),  # likewise; of the latest use
    sqlite_with_rowid=False,
)
courses = Table(
    "courses",
    metadata,
    Column("id", String, primary_key=True),
    Column("delete_at", Integer, nullable=False),  # whole minutes since the epoch, always a midnight
    Column("body", LargeBinary, nullable=False),  # which meetings there are to be; sealed under the course's own key
    sqlite_with_rowid=False,
)
course_lines = Table(
    "course_lines",
    metadata,
    Column("course", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),  # drawn by chance, so that it tells neither order nor meeting
    Column("body", LargeBinary),  # what the group has approved, each line sealed by itself; empty once removed
    sqlite_with_rowid=False,
)


class NotFound(Exception):
    """No such meeting, or it has been deleted."""


class ForeignData(Exception):
    """The file is not a Samklang log, or a newer Samklang wrote it."""


class Row(msgspec.Struct, frozen=True):
    """A meeting's own row. `plans` by language; times in whole minutes since the epoch."""

    id: str
    seq: int
    plans: dict[str, Plan]
    key: bytes
    code: str
    secret: str
    screen_key: str
    opened: int
    ended: int | None = None
    delete_at: int | None = None
    shut: int = 0
    epoch: int = 0
    course: str | None = None

    def __repr__(self) -> str:
        return "<meeting row>"


class Key(msgspec.Struct, frozen=True):
    """A key's kind and ages. `made` and `used` in whole hours since the epoch."""

    kind: str
    made: int
    used: int
