"""Copies of the log, to come back to when a disk is damaged.

A copy holds no keys: without the folder `keys` it tells nothing, and what has been taken back or deleted since it was
made stays unreadable in it. While a server runs, it makes the copy itself, since nobody else may open its log.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from samklang import folder, kept
from samklang.terminal import Stop
from shared.disk import Damaged, NotNow
from shared.log import SHAPE, Log, Row

MADE_WITHIN = 60  # seconds; a running server looks every second


def make(data: Path, to: Path | None) -> Path:
    """Writes a copy of the log to a new file, in `backups` if none is named. Raises Stop."""
    to = to or data / "backups" / time.strftime("%Y-%m-%d-%H%M%S.db")
    if to.exists():
        raise Stop("cli.backup.exists", file=str(to))
    with _writing(to):
        to.parent.mkdir(mode=folder.PRIVATE, parents=True, exist_ok=True)
        if folder.in_use(data):
            _ask_the_server(data, to)
        else:
            with kept.opened(data) as log:
                log.copy_to(to)
    return to


def answer(data: Path, log: Log) -> None:
    """Makes the copy that somebody waits for, if anybody does. For the running server."""
    wanted, made = data / "backup.wanted", data / "backup.made"
    if wanted.exists():
        made.unlink(missing_ok=True)
        try:
            log.copy_to(made)
        finally:
            wanted.unlink(missing_ok=True)


def restore(data: Path, source: Path) -> tuple[Path | None, list[Row], int]:
    """Puts a copy in the place of the log. Gives where the old one now lies, the meetings that came back readable,
    and how many did not. Raises Stop.
    """
    if not is_good(source):
        raise Stop("cli.restore.not_good", file=str(source))
    file = data / folder.NAME
    with folder.held(data), _writing(file), folder.in_words(data):
        shutil.copyfile(source, fresh := data / "restored.part")
        _sync(fresh)
        aside = folder.lay_aside(data, "replaced") if list(data.glob(f"{folder.NAME}*")) else None
        fresh.rename(file)
        with closing(Log(file)) as log:
            log.after_restoring()
            return aside, log.all_meetings(), log.unreadable()


def after_damage(data: Path) -> Stop:
    """Lays the damaged log aside. Gives what to say about it: where it is, and which copy to come back to."""
    with _writing(data / folder.NAME):
        aside = folder.lay_aside(data, "damaged")
    copy = newest_good(data)
    if copy is None:
        return Stop("cli.damaged.no_backup", aside=str(aside))
    return Stop("cli.damaged.backup", aside=str(aside), backup=str(copy), data=str(data))


def newest_good(data: Path) -> Path | None:
    """The latest copy in `backups` that can be read."""
    copies = sorted((data / "backups").glob("*.db"), key=lambda file: file.stat().st_mtime, reverse=True)
    return next(filter(is_good, copies), None)


def is_good(copy: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            (shape,) = db.execute("PRAGMA user_version").fetchone()
            return 0 < shape <= SHAPE and db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        return False


def _ask_the_server(data: Path, to: Path) -> None:
    wanted, made = data / "backup.wanted", data / "backup.made"
    wanted.touch(0o600)
    until = time.monotonic() + MADE_WITHIN
    while wanted.exists():
        if time.monotonic() > until:
            wanted.unlink(missing_ok=True)
            raise Stop("cli.backup.not_made")
        time.sleep(0.05)
    if not made.exists():
        raise Stop("cli.backup.not_made")
    shutil.copyfile(made, to)
    _sync(to)
    made.unlink()


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise Stop("cli.cannot_write", file=str(file), reason=wrong.strerror or type(wrong).__name__) from None
    except (NotNow, Damaged):
        raise Stop("cli.backup.not_made") from None


def _sync(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())
