"""A disk whose power can be cut: SQLite runs on it through a file system of our own, in memory.

What was synced survives. Of what was written since, each sector survives or not by chance, in any order, and one of
them may be torn. The log runs on it as it does in a meeting, but for the index beside the write-ahead file, which our
file system cannot share and SQLite therefore keeps in memory.
"""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw
import apsw.ext

SECTOR = 512  # bytes that a disk writes whole, or, at the moment of the cut, not


class Disk(apsw.VFS):
    """Files in memory. `cut_after` operations on them, the power goes; `fails_at` some of them, and lives on."""

    def __init__(self, name: str, seed: int, cut_after: int | None = None, fails_at: range = range(0)):
        self.name = name
        self.files: dict[str, Platter] = {}
        self.chance = random.Random(seed)
        self.cut_after, self.fails_at = cut_after, fails_at
        self.operations, self.dead = 0, False
        super().__init__(name, base="")

    def works(self) -> bool:
        """Whether an operation still reaches the disk. The one at which the power goes fails; later ones do nothing."""
        if self.dead:
            return False
        self.operations += 1
        if self.operations in self.fails_at:
            raise apsw.FullError("no room") if self.operations % 2 else apsw.IOError("not now")
        self.dead = self.operations == self.cut_after
        if self.dead:
            raise apsw.IOError("the power is gone")
        return True

    def survive(self, folder: Path) -> None:
        """Writes into a real folder what is found when the power comes back."""
        for path, platter in self.files.items():
            (folder / Path(path).name).write_bytes(platter.after_the_cut(self.chance))

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        path = name.filename() if hasattr(name, "filename") else str(name)
        self.files.setdefault(path, Platter())
        return Handle(self, self.files[path], flags)

    def xAccess(self, pathname: str, flags: int) -> bool:
        return pathname in self.files

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if self.works():
            self.files.pop(filename, None)

    def xFullPathname(self, name: str) -> str:
        return name


class Platter:
    """One file: how it is, and which writes have not been synced."""

    def __init__(self) -> None:
        self.now = bytearray()
        self.synced = b""
        self.pending: list[tuple[int, bytes]] = []
        self.cut_to: int | None = None

    def write(self, data: bytes, at: int) -> None:
        self.now.extend(b"\0" * (at + len(data) - len(self.now)))
        self.now[at : at + len(data)] = data
        for start in range(at - at % SECTOR, at + len(data), SECTOR):
            low, high = max(start, at), min(start + SECTOR, at + len(data))
            self.pending.append((low, bytes(data[low - at : high - at])))

    def truncate(self, size: int) -> None:
        del self.now[size:]
        self.pending = [(at, data[: max(0, size - at)]) for at, data in self.pending if at < size]
        self.cut_to = size if self.cut_to is None else min(size, self.cut_to)

    def sync(self) -> None:
        self.synced, self.pending, self.cut_to = bytes(self.now), [], None

    def after_the_cut(self, chance: random.Random) -> bytes:
        left = bytearray(self.synced)
        if self.cut_to is not None and chance.random() < 0.5:
            del left[self.cut_to :]
        survivors = [write for write in self.pending if chance.random() < 0.5]
        chance.shuffle(survivors)
        for n, (at, data) in enumerate(survivors):
            torn = data[: chance.randrange(len(data) + 1)] if n == 0 else data
            left.extend(b"\0" * (at + len(torn) - len(left)))
            left[at : at + len(torn)] = torn
        return bytes(left)


class Handle:
    """An open file, as SQLite sees it."""

    def __init__(self, disk: Disk, platter: Platter, flags: list[int]):
        self.disk, self.platter = disk, platter
        flags[1] = flags[0]

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self.platter.now[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        if self.disk.works():
            self.platter.write(data, offset)

    def xTruncate(self, size: int) -> None:
        if self.disk.works():
            self.platter.truncate(size)

    def xSync(self, flags: int) -> None:
        if self.disk.works():
            self.platter.sync()

    def xFileSize(self) -> int:
        return len(self.platter.now)

    def xClose(self) -> None: ...

    def xLock(self, level: int) -> None: ...

    def xUnlock(self, level: int) -> None: ...

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0


# --- the little of Python's database interface that SQLAlchemy needs, on apsw ------------------------------------

apilevel, paramstyle, threadsafety = "2.0", "qmark", 1
sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(int(part) for part in sqlite_version.split("."))
Error = DatabaseError = OperationalError = apsw.Error
IntegrityError = apsw.ConstraintError
InterfaceError = DataError = InternalError = ProgrammingError = NotSupportedError = Warning = apsw.Error
Binary = bytes
PARSE_DECLTYPES = PARSE_COLNAMES = 0


class Connection:
    def __init__(self, disk: Disk, file: str):
        self.db = apsw.Connection(file, vfs=disk.name)
        self.isolation_level = ""
        self.execute("PRAGMA locking_mode=EXCLUSIVE")

    def cursor(self) -> Cursor:
        return Cursor(self)

    def execute(self, text: str, values: Any = ()) -> Cursor:
        return self.cursor().execute(text, values)

    def commit(self) -> None:
        if self.db.in_transaction:
            self.db.execute("COMMIT")

    def rollback(self) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def close(self) -> None:
        self.db.close(True)

    def create_function(self, name: str, count: int, function: Any, **_: Any) -> None:
        self.db.create_scalar_function(name, function, count)


class Cursor:
    arraysize = 1
    lastrowid = None

    def __init__(self, connection: Connection):
        self.connection, self.rows, self.description, self.rowcount = connection, [], None, -1

    def execute(self, text: str, values: Any = ()) -> Cursor:
        db, changes = self.connection.db, text.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE")
        if changes and not db.in_transaction:
            db.execute("BEGIN")
        asks = text.lstrip()[:6].upper() == "SELECT"
        columns = apsw.ext.query_info(db, text).description if asks else ()  # a cursor without a row forgets them
        cursor = db.cursor()
        cursor.execute(text, tuple(values))
        with suppress(apsw.ExecutionCompleteError):
            columns = columns or cursor.get_description()
        self.description = tuple((name, *[None] * 6) for name, *_ in columns) or None
        self.rows = list(cursor)
        self.rowcount = db.changes() if changes else -1
        return self

    def fetchone(self) -> Any:
        return self.rows.pop(0) if self.rows else None

    def fetchall(self) -> list[Any]:
        rows, self.rows = self.rows, []
        return rows

    def fetchmany(self, size: int | None = None) -> list[Any]:
        rows, self.rows = self.rows[: size or 1], self.rows[size or 1 :]
        return rows

    def close(self) -> None: ...
