"""The data folder: private to whoever runs Samklang, and used by one server at a time.

Beside the log it holds a lock, the address of the server that runs on it, and a letter box: a fresh key for a server
that is running is laid there, since a second connection to the log is never opened.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from samklang.terminal import Stop
from shared.disk import Damaged, NotNow
from shared.log import ForeignData, Log

PRIVATE = 0o700
NAME = "samklang.db"


@contextmanager
def held(data: Path) -> Iterator[Path]:
    """The folder, made if need be, for as long as it is ours alone. Raises Stop when it is not."""
    make(data)
    lock = FileLock(data / "samklang.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Stop("cli.folder_in_use", folder=str(data)) from None
    except OSError as wrong:
        raise Stop("cli.folder_closed", folder=str(data), reason=_reason(wrong)) from None
    try:
        yield data
    finally:
        address_file(data).unlink(missing_ok=True)
        lock.release()


@contextmanager
def in_words(data: Path) -> Iterator[None]:
    """Says in one sentence what is wrong with the log in this folder. Raises Stop."""
    try:
        yield
    except ForeignData:
        raise Stop("cli.foreign_data", file=str(data / NAME)) from None
    except Damaged:
        raise Stop("cli.damaged", file=str(data / NAME)) from None
    except NotNow as no:
        raise Stop("cli.locked" if no.why == "locked" else "cli.cannot_save", folder=str(data)) from None


def lay_aside(data: Path, kind: str) -> Path:
    """Moves the log, as it is, into a folder of its own, e.g. `damaged-1`. Its keys stay, so that it can come back."""
    aside = next(place for n in itertools.count(1) if not (place := data / f"{kind}-{n}").exists())
    aside.mkdir(mode=PRIVATE)
    for part in sorted(data.glob(f"{NAME}*")):
        part.rename(aside / part.name)
    return aside


def make(data: Path) -> None:
    """Makes the folder, and from here on everything in it, readable by its owner alone."""
    os.umask(0o077)
    try:
        data.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        if os.name != "nt":
            data.chmod(PRIVATE)
    except OSError as wrong:
        raise Stop("cli.folder_closed", folder=str(data), reason=_reason(wrong)) from None


def in_use(data: Path) -> bool:
    """Whether a server runs on this folder now."""
    if not (data / "samklang.lock").exists():
        return False
    try:
        with FileLock(data / "samklang.lock", timeout=0):
            return False
    except Timeout:
        return True


def address_file(data: Path) -> Path:
    return data / "samklang.address"


def note_address(data: Path, address: str) -> None:
    address_file(data).write_text(address, "utf-8")


def address(data: Path) -> str | None:
    """Where the server that runs on this folder is, or None."""
    file = address_file(data)
    return file.read_text("utf-8") if file.exists() and in_use(data) else None


class LetterBox:
    """Where a one-time key waits for the running server. Takes what facilitator.keys gives to a log."""

    def __init__(self, data: Path):
        self.place = data / "letters"

    def drop_keys(self, kind: str, but: str = "") -> None:
        for letter in self.letters():
            letter.unlink(missing_ok=True)

    def add_key(self, hash: str, kind: str) -> None:
        self.place.mkdir(mode=PRIVATE, exist_ok=True)
        (self.place / hash).touch(0o600)

    def letters(self) -> list[Path]:
        return sorted(self.place.iterdir()) if self.place.is_dir() else []

    def empty_into(self, log: Log) -> None:
        """Gives the log every key that waits. A link made earlier and not used stops working."""
        for letter in self.letters():
            log.drop_keys("once")
            log.add_key(letter.name, "once")
            letter.unlink(missing_ok=True)


def _reason(wrong: OSError) -> str:
    return wrong.strerror or type(wrong).__name__
