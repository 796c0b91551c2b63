"""The log of facts: what happened in each meeting, in order. Append-only, and able to forget.

Numbers are handed out under the meeting's own row, so within a meeting they have no holes and follow the order in
which things reached the disk. Forgetting empties the bodies and keeps the numbers. One connection does all the work:
two that write at once can damage SQLite files of many versions in use, and a reader would keep erased words alive.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, create_engine, delete, event, insert, select, update
from sqlalchemy.pool import StaticPool

from shared import disk, migrations, shelf
from shared.disk import Damaged, NotNow
from shared.held import Held, facts_of, mark, note_end
from shared.meeting import Fact, fold
from shared.plan import Plan
from shared.seal import KeyGone, Keyring
from shared.tables import SHAPE, ForeignData, Key, NotFound, Row, course_lines, facts, keys, meetings, metadata

__all__ = ["SHAPE", "ForeignData", "Key", "Log", "NotFound", "Row", "facts", "mark", "metadata"]

BUSY = 0.05  # seconds to wait for a lock; nobody else should ever hold one, and everyone waits meanwhile
REMOVED = course_lines.c.body.is_(None)
GONE = 0  # the minute at which a meeting is deleted that somebody has deleted


class Log:
    """Everything in it that writes raises NotNow when the disk will not; then nothing of it has happened."""

    hour = staticmethod(lambda: int(time.time() // 3600))

    def __init__(self, file: Path | str, **given: Any):
        """Opens (or makes) the log in `file`; ":memory:" keeps it nowhere. Raises ForeignData, Damaged, NotNow.

        `given` goes to SQLAlchemy, for tests that bring a disk of their own.
        """
        self.file = None if str(file) == ":memory:" else Path(file)
        self.engine = create_engine(
            f"sqlite:///{file}",
            poolclass=StaticPool,
            hide_parameters=True,  # an error is written down; what somebody wrote must not come along
            **(given or {"connect_args": {"check_same_thread": False, "timeout": BUSY}}),
        )
        event.listen(self.engine, "connect", _prepare)
        self._one_at_a_time = threading.RLock()
        self._rows: dict[str, Row] = {}  # as last read; a plan takes a while to decode
        self._refused = False  # the last write was
        self._readable: dict[str, set[int]] = {}  # meeting -> numbers forgotten, but not yet in every copy
        self._uncut, self._unsettled = True, False
        self._identity: tuple[int, int] | None = None
        try:
            with disk.in_words():
                self.keyring = Keyring(None if self.file is None else self.file.parent / "keys")
                self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        file = self.file
        if file and file.exists() and not file.stat().st_size and self.keyring.meetings():
            raise Damaged  # SQLite would take it for a new one
        with self._begin() as db:
            db.exec_driver_sql("BEGIN IMMEDIATE")  # all tables or none, also when the power goes at the first start
            shape = db.exec_driver_sql("PRAGMA user_version").scalar_one()
            foreign = shape == 0 and db.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
            if shape > SHAPE or foreign:
                raise ForeignData(str(file))
            if db.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
                raise Damaged
            if shape == 0:
                metadata.create_all(db)
            else:
                migrations.carry_over(db, shape, SHAPE)
            if shape != SHAPE:
                db.exec_driver_sql(f"PRAGMA user_version={SHAPE}")
        self._identity = self._who() if file and file.exists() else None
        with self._begin() as db:
            for id, seq in db.execute(select(facts.c.meeting, facts.c.seq).where(facts.c.body.is_(None))):
                self._readable.setdefault(id, set()).add(seq)
            for id, number in db.execute(select(course_lines.c.course, course_lines.c.number).where(REMOVED)):
                self._readable.setdefault(id, set()).add(number)
        with suppress(NotNow):  # it is tried again; a disk that is full can still be read
            self.settle()

    def close(self) -> None:
        self.engine.dispose()

    def settings(self) -> dict[str, Any]:
        """How the database is set up, for `samklang doctor`."""
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "trusted_schema")
        with self._begin() as db:
            return {name: db.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}

    # --- meetings ---

    def open_meeting(self, row: Row) -> None:
        values = msgspec.structs.asdict(row) | {"plans": msgspec.json.encode(row.plans)}
        try:
            with self._write() as db:
                self.keyring.keep(row.id, values.pop("key"))
                db.execute(insert(meetings).values(**values))
        except NotNow:
            with suppress(OSError):
                self.keyring.destroy(row.id)
            raise

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
        """Every meeting that can be read, the latest first."""
        with self._begin() as db:
            found = db.execute(select(meetings).order_by(meetings.c.opened.desc())).all()
        rows = []
        for each in found:
            with suppress(KeyGone):
                rows.append(self._row(each))
        return rows

    def unreadable(self) -> int:
        """How many meetings nobody can read any more: their key is gone, and the rest of them is not yet."""
        with self._begin() as db:
            return len(db.execute(select(meetings.c.id)).all()) - len(self.all_meetings())

    def due(self, minute: int) -> list[str]:
        """The meetings that are to be deleted by now, also those that can no longer be read."""
        with self._begin() as db:
            return [id for (id,) in db.execute(select(meetings.c.id).where(meetings.c.delete_at <= minute))]

    def note_end(self, id: str, ended: int | None, delete_at: int | None) -> None:
        with self._write() as db:
            note_end(db, id, ended, delete_at)
        self._rows.pop(id, None)

    def set_door(self, id: str, **door: Any) -> None:
        """Changes what stands at a meeting's door: `shut`, `epoch`, `code`, `secret`."""
        with self._write() as db:
            db.execute(update(meetings).where(meetings.c.id == id).values(**door))
        self._rows.pop(id, None)

    def delete_meeting(self, id: str) -> None:
        """Erases a meeting: its key, its words, its row, and every trace of them in the files.

        Once it is marked, all the rest is done again until it has succeeded: it stays due.
        """
        with self._write() as db:
            db.execute(update(meetings).where(meetings.c.id == id).values(delete_at=GONE))
        self._rows.pop(id, None)
        with self._write() as db:
            self.keyring.destroy(id)
            db.execute(delete(facts).where(facts.c.meeting == id))
            db.execute(delete(meetings).where(meetings.c.id == id))
            self._uncut = True
        self._readable.pop(id, None)
        self.settle()

    def _one(self, condition: Any) -> Row:
        with self._begin() as db:
            found = db.execute(select(meetings).where(condition)).first()
        try:
            if found is not None:
                return self._row(found)
        except KeyGone:
            pass
        raise NotFound

    def _row(self, found: Any) -> Row:
        plans = msgspec.json.decode(found.plans, type=dict[str, Plan])
        return Row(**{**found._mapping, "plans": plans, "key": self.keyring.key(found.id)})

    # --- facts ---

    @contextmanager
    def hold(self, id: str) -> Iterator[Held]:
        """Holds a meeting alone while reading, deciding and writing; on disk when it is left. Raises NotFound."""
        with self._one_at_a_time:
            with self._write() as db:
                row = db.execute(select(meetings.c.seq).where(meetings.c.id == id)).first()
                if row is None:
                    raise NotFound
                held = Held(db, id, row.seq, self.keyring)
                yield held
            if held.forgotten:
                self._readable.setdefault(id, set()).update(held.forgotten)
                self._uncut = True
            for course, numbers in held.removed.items():
                self.to_forget(course, numbers)
            if held.ended:
                self._rows.pop(id, None)

    def read(self, id: str, after: int = 0) -> list[Fact]:
        with self._begin() as db:
            return facts_of(db, id, self.keyring, facts.c.seq > after)

    def read_of(self, id: str, actor: str) -> list[Fact]:
        """What one hand has done. Of a full room's facts, those of whoever leads are few."""
        with self._begin() as db:
            return facts_of(db, id, self.keyring, facts.c.actor == actor)

    def check(self) -> None:
        """Reads everything there is. Raises Damaged when something is not as it was written."""
        try:
            for row in self.all_meetings():
                fold(row.plans, self.read(row.id))
            shelf.check(self)
        except NotNow:
            raise
        except Exception:  # a plan, a name or a number that is another than it was can break anything
            raise Damaged from None

    def copy_to(self, file: Path) -> None:
        """Writes a copy of everything but the keys to a new file; it is on disk when this returns. Raises NotNow."""
        part = file.with_name(f"{file.name}.part")
        part.unlink(missing_ok=True)
        try:
            with disk.in_words():
                with self._one_at_a_time, self.engine.connect() as db:
                    db.exec_driver_sql("VACUUM INTO ?", (str(part),))  # free pages, and what lay in them, stay behind
                with closing(sqlite3.connect(part)) as copy:
                    copy.execute("PRAGMA secure_delete=ON")
                    copy.execute("DELETE FROM keys")  # whoever was shut out since must not come back with it
                    copy.commit()
                with part.open("rb+") as written:
                    os.fsync(written.fileno())
                part.rename(file)
        finally:
            part.unlink(missing_ok=True)

    def after_restoring(self) -> None:
        """Empties what lies here of an older time and was forgotten since, so that it cannot be read again."""
        for row in self.all_meetings():
            with self.hold(row.id) as held:
                held.forget_the_unreadable()
        shelf.after_restoring(self)
        self.settle()

    # --- forgetting, and a disk that will not ---

    @property
    def stuck(self) -> bool:
        """Whether something could not be written, or forgotten, and screens should say so."""
        return self._refused or self._unsettled

    def settle(self) -> None:
        """Makes forgetting true on disk and in every copy: tears out the leaves, and cuts the write-ahead file, where
        the old pages still lie. What fails is tried again at the next call; until then it is not acknowledged.
        """
        if not self._readable and not self._uncut:
            return
        self._unsettled = True
        with self._one_at_a_time, disk.in_words():
            for id in list(self._readable):
                with suppress(KeyGone):
                    self.keyring.tear_out(id, self._readable[id])
                del self._readable[id]
            with self.engine.begin() as db:
                db.execute(delete(course_lines).where(REMOVED))
            with self.engine.connect() as db:
                busy, *_ = db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            if busy:
                raise NotNow("locked")
        self._uncut = self._unsettled = False

    def try_again(self) -> None:
        """Does what was left undone, and sees whether the disk takes something again. Raises NotNow."""
        self._uncut = True  # the write-ahead file may be what fills the disk
        self.settle()
        with self._write() as db:
            db.exec_driver_sql(f"PRAGMA user_version={SHAPE}")

    # --- for what lies beside the meetings ---

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._begin() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All of it is on disk when this is left, or none. Raises NotNow."""
        with self._write() as db:
            yield db

    def to_forget(self, id: str, numbers: Iterable[int]) -> None:
        """Has `settle` tear out the leaves of what has been emptied under these numbers, and cut the files."""
        self._readable.setdefault(id, set()).update(numbers)
        self._uncut = True

    def forgotten_whole(self, course: str) -> None:
        """A course is gone with its key: its leaves with it, and what meetings said of it."""
        self._readable.pop(course, None)
        self._rows.clear()
        self._uncut = True

    # --- keys ---

    def add_key(self, hash: str, kind: str) -> None:
        with self._write() as db:
            db.execute(insert(keys).values(hash=hash, kind=kind, made=self.hour(), used=self.hour()))

    def key(self, hash: str) -> Key | None:
        with self._begin() as db:
            found = db.execute(select(keys.c.kind, keys.c.made, keys.c.used).where(keys.c.hash == hash)).first()
        return Key(*found) if found else None

    def use_key(self, hash: str) -> None:
        """Notes that a key is in use in this hour."""
        with self._write() as db:
            db.execute(update(keys).where(keys.c.hash == hash).values(used=self.hour()))

    def swap_key(self, once: str, kept: str, kind: str) -> bool:
        """Trades a one-time key for a lasting one. False if it was used before or never made."""
        with self._write() as db:
            used = db.execute(delete(keys).where(keys.c.hash == once)).rowcount
            if used:
                db.execute(insert(keys).values(hash=kept, kind=kind, made=self.hour(), used=self.hour()))
            return bool(used)

    def drop_keys(self, kind: str, but: str = "") -> None:
        with self._write() as db:
            db.execute(delete(keys).where(keys.c.kind == kind, keys.c.hash != but))

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with self._one_at_a_time, disk.in_words(), self.engine.begin() as db:
            yield db

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        try:
            with self._begin() as db:
                yield db
            if self._identity and self._who() != self._identity:
                raise NotNow  # the folder was taken away: we have written where nobody will find it
        except NotNow:
            self._refused = True
            raise
        self._refused = False

    def _who(self) -> tuple[int, int] | None:
        """Which file lies at our place, or None."""
        with suppress(OSError):
            found = (self.file or Path()).stat()
            return found.st_dev, found.st_ino
        return None


def _prepare(db: Any, _: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "trusted_schema=OFF"):
        db.execute(f"PRAGMA {pragma}")
