"""The log of facts: what happened in each meeting, in order. Append-only, and able to forget.

Numbers are handed out under the meeting's own row, so within a meeting they have no holes and follow the order in
which things reached the disk. Forgetting empties the bodies and keeps the numbers. One connection does all the work:
two that write at once can damage SQLite files of many versions in use, and a reader would keep erased words alive.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.pool import StaticPool

from shared.meeting import Draft, Fact
from shared.plan import Plan
from shared.seal import Keyring, seal, unseal

BUSY = 0.25  # seconds to wait for a lock; nobody else should ever hold one, so a mistake shows
SHAPE = 1  # of the tables below, kept as SQLite's user_version
ASKED = "?"  # in a sealed body, beside the fact itself: the mark of the command it came from

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
    Column("kind", String, nullable=False),  # "once" or "facilitator"
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

    def __repr__(self) -> str:
        return "<meeting row>"


class Log:
    def __init__(self, file: Path | str, **disk: Any):
        """Opens (or makes) the log in `file`; ":memory:" keeps it nowhere. Raises ForeignData.

        `disk` goes to SQLAlchemy, for tests that bring a disk of their own.
        """
        self.engine = create_engine(
            f"sqlite:///{file}",
            poolclass=StaticPool,
            hide_parameters=True,  # an error is written down; what somebody wrote must not come along
            **(disk or {"connect_args": {"check_same_thread": False, "timeout": BUSY}}),
        )
        event.listen(self.engine, "connect", _prepare)
        self._one_at_a_time = threading.RLock()
        self._rows: dict[str, Row] = {}  # as last read; a plan takes a while to decode
        self.keyring = Keyring(None if str(file) == ":memory:" else Path(file).parent / "keys")
        with self._begin() as db:
            db.exec_driver_sql("BEGIN IMMEDIATE")  # all tables or none, also when the power goes at the first start
            shape = db.exec_driver_sql("PRAGMA user_version").scalar_one()
            foreign = shape == 0 and db.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
            if shape > SHAPE or foreign:
                raise ForeignData(str(file))
            metadata.create_all(db)
            db.exec_driver_sql(f"PRAGMA user_version={SHAPE}")

    def close(self) -> None:
        self.engine.dispose()

    def settings(self) -> dict[str, Any]:
        """How the database is set up, for `samklang doctor`."""
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        with self._begin() as db:
            return {name: db.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}

    # --- meetings ---

    def open_meeting(self, row: Row) -> None:
        values = msgspec.structs.asdict(row) | {"plans": msgspec.json.encode(row.plans)}
        self.keyring.keep(row.id, values.pop("key"))
        with self._begin() as db:
            db.execute(insert(meetings).values(**values))

    def meeting(self, id: str) -> Row:
        """A meeting's own row; its `seq` is as old as this process's knowledge of it. Raises NotFound."""
        if id not in self._rows:
            self._rows[id] = self._one(meetings.c.id == id)
        return self._rows[id]

    def meeting_of_code(self, code: str) -> Row:
        return self._one(meetings.c.code == code)

    def meeting_of_secret(self, secret: str) -> Row:
        return self._one(meetings.c.secret == secret)

    def all_meetings(self) -> list[Row]:
        """Every meeting that is kept, the latest first."""
        with self._begin() as db:
            return [self._row(found) for found in db.execute(select(meetings).order_by(meetings.c.opened.desc()))]

    def note_end(self, id: str, ended: int | None, delete_at: int | None) -> None:
        with self._begin() as db:
            db.execute(update(meetings).where(meetings.c.id == id).values(ended=ended, delete_at=delete_at))
        self._rows.pop(id, None)

    def delete_meeting(self, id: str) -> None:
        """Erases a meeting: its words, its key, its row, and every trace of them in the files."""
        self._rows.pop(id, None)
        with self._begin() as db:
            db.execute(delete(facts).where(facts.c.meeting == id))
            db.execute(delete(meetings).where(meetings.c.id == id))
        self.keyring.destroy(id)
        self.scrub()

    def _one(self, condition: Any) -> Row:
        with self._begin() as db:
            found = db.execute(select(meetings).where(condition)).first()
        if found is None:
            raise NotFound
        return self._row(found)

    def _row(self, found: Any) -> Row:
        plans = msgspec.json.decode(found.plans, type=dict[str, Plan])
        return Row(**{**found._mapping, "plans": plans, "key": self.keyring.key(found.id)})

    # --- facts ---

    @contextmanager
    def hold(self, id: str) -> Iterator[Held]:
        """Holds a meeting alone while reading, deciding and writing; on disk when it is left. Raises NotFound."""
        with self._begin() as db:
            row = db.execute(select(meetings.c.seq).where(meetings.c.id == id)).first()
            if row is None:
                raise NotFound
            yield Held(db, id, row.seq, self.keyring.key(id))

    def read(self, id: str, after: int = 0) -> list[Fact]:
        with self._begin() as db:
            return _read(db, id, self.keyring.key(id), facts.c.seq > after)

    def read_of(self, id: str, actor: str) -> list[Fact]:
        """What one hand has done. Of a full room's facts, those of whoever leads are few."""
        with self._begin() as db:
            return _read(db, id, self.keyring.key(id), facts.c.actor == actor)

    def scrub(self) -> None:
        """Makes forgetting true on disk: until the write-ahead file is cut, the old pages still lie in it."""
        with self._one_at_a_time, self.engine.connect() as db:
            busy, *_ = db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if busy:
            raise RuntimeError("the write-ahead file could not be cut")

    # --- keys ---

    def add_key(self, hash: str, kind: str) -> None:
        with self._begin() as db:
            db.execute(insert(keys).values(hash=hash, kind=kind))

    def has_key(self, hash: str, kind: str) -> bool:
        with self._begin() as db:
            return db.execute(select(keys.c.kind).where(keys.c.hash == hash, keys.c.kind == kind)).first() is not None

    def swap_key(self, once: str, kept: str) -> bool:
        """Trades a one-time key for a lasting one. False if it was used before or never made."""
        with self._begin() as db:
            used = db.execute(delete(keys).where(keys.c.hash == once, keys.c.kind == "once")).rowcount
            if used:
                db.execute(insert(keys).values(hash=kept, kind="facilitator"))
            return bool(used)

    def drop_keys(self, kind: str, but: str = "") -> None:
        with self._begin() as db:
            db.execute(delete(keys).where(keys.c.kind == kind, keys.c.hash != but))

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with self._one_at_a_time, self.engine.begin() as db:
            yield db


def mark(step: str | None, command: Mapping[str, Any]) -> str:
    """What tells two commands apart, in a few characters. Only ever kept sealed: short words can be guessed from it."""
    return base64.b64encode(sha256(msgspec.json.encode([step, command], order="sorted")).digest()[:12]).decode()


class Held:
    """A meeting that nobody else writes to until it is let go."""

    def __init__(self, db: Connection, id: str, seq: int, key: bytes):
        self.db, self.id, self.seq, self.key = db, id, seq, key

    def read(self, after: int = 0) -> list[Fact]:
        return _read(self.db, self.id, self.key, facts.c.seq > after)

    def asked_before(self, actor: str, once: str | None) -> str | None:
        """The mark of what this person has asked under this name; "" if it has been forgotten, None if nothing was."""
        if once is None:
            return None
        mine = (facts.c.meeting == self.id, facts.c.actor == actor, facts.c.once == once)
        found = self.db.execute(select(facts.c.seq, facts.c.body).where(*mine)).first()
        if found is None:
            return None
        return "" if found.body is None else _plain(self.key, f"{self.id}/{found.seq}", found.body).get(ASKED, "")

    def append(self, drafts: list[Draft], actor: str, once: str | None, asked: str = "") -> list[Fact]:
        """Writes the facts of one command. `once` is remembered with whichever of them comes first, and `asked`, the
        mark of the command, in that one's sealed body: what says anything about words goes when the words go.
        """
        cause, new = self.seq + 1, []
        for draft in drafts:
            self.seq += 1
            new.append(Fact(self.seq, draft.actor, draft.step, draft.body, cause))
            values = {"meeting": self.id, "seq": self.seq, "cause": cause, "actor": draft.actor, "step": draft.step}
            named = once if self.seq == cause and draft.actor == actor else None
            kept = draft.body if named is None else {**draft.body, ASKED: asked}
            body = seal(self.key, f"{self.id}/{self.seq}", msgspec.json.encode(kept))
            self.db.execute(insert(facts).values(**values, key=draft.key, once=named, body=body))
        self.db.execute(update(meetings).where(meetings.c.id == self.id).values(seq=self.seq))
        return new

    def forget(self, step: str, actor: str, key: str) -> int:
        """Empties what this person wrote under `key` in `step`. Returns how many facts were emptied."""
        mine = (facts.c.meeting == self.id, facts.c.step == step, facts.c.actor == actor, facts.c.key == key)
        return self.db.execute(update(facts).where(*mine, facts.c.body.is_not(None)).values(body=None)).rowcount


def _read(db: Connection, id: str, key: bytes, which: ColumnElement[bool]) -> list[Fact]:
    rows = db.execute(
        select(facts.c.seq, facts.c.actor, facts.c.step, facts.c.body, facts.c.cause)
        .where(facts.c.meeting == id, which)
        .order_by(facts.c.seq)
    )
    return [Fact(r.seq, r.actor, r.step, _opened(key, f"{id}/{r.seq}", r.body), r.cause) for r in rows]


def _opened(key: bytes, place: str, body: bytes | None) -> dict[str, Any] | None:
    if body is None:
        return None
    fact = _plain(key, place, body)
    fact.pop(ASKED, None)
    return fact


def _plain(key: bytes, place: str, body: bytes) -> dict[str, Any]:
    return msgspec.json.decode(unseal(key, place, body))


def _prepare(db: Any, _: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "trusted_schema=OFF"):
        db.execute(f"PRAGMA {pragma}")
