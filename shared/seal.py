"""What people wrote is sealed before it reaches the database, under a key that each meeting has for itself.

The keys lie beside the database, not in it. A copy of the database is unreadable without them, and when a meeting's
key is destroyed, every copy of its words, in any backup, is destroyed with it. So is a single note, when it is taken
back: each thing written has a leaf of its own beside the meeting's key, and the leaf is overwritten.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY = 32  # bytes, as is each leaf
LEAVES = 256  # made at a time; most meetings need no more
NONCE = 12  # bytes
STEP = 256  # bytes; a sealed text's length tells no more than this about how much was written


class KeyGone(Exception):
    """The key of this meeting is not there, so that nothing of it can be read."""


class Keyring:
    """The meetings' keys: one file each in `folder`, or in memory alone where there is none.

    A file is the meeting's own key, and after it a leaf for each number in its log. Leaves are made many at a time, so
    that a note waits for one file only.
    """

    def __init__(self, folder: Path | None):
        self.folder = folder
        self._held: dict[str, bytearray] = {}
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def meetings(self) -> list[str]:
        return list(self._held) if self.folder is None else [file.name for file in self.folder.iterdir()]

    def keep(self, meeting: str, key: bytes) -> None:
        """Puts a key by; it is on disk when this returns."""
        sheet = key + secrets.token_bytes(LEAVES * KEY)
        if self.folder is not None:
            with os.fdopen(os.open(self.folder / meeting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sheet)
                _sync(file)
            _sync_folder(self.folder)
        self._held[meeting] = bytearray(sheet)

    def key(self, meeting: str) -> bytes:
        """A meeting's key. Raises KeyGone."""
        return bytes(self._sheet(meeting)[:KEY])

    def leaf(self, meeting: str, number: int) -> bytes | None:
        """What one thing was sealed under; None once it is torn out. Raises KeyGone."""
        leaf = bytes(self._sheet(meeting)[number * KEY : number * KEY + KEY])
        if len(leaf) < KEY:
            raise KeyGone(meeting)
        return leaf if any(leaf) else None

    def fresh_leaf(self, meeting: str, number: int) -> bytes:
        """What to seal the next thing under; it is on disk when this returns."""
        short = number * KEY + KEY - len(self._sheet(meeting))
        if short > 0:
            self._write(meeting, len(self._sheet(meeting)), secrets.token_bytes(max(LEAVES * KEY, short)))
        elif self.leaf(meeting, number) is None:  # an older database has been restored, and goes on from there
            self._write(meeting, number * KEY, secrets.token_bytes(KEY))
        return self.leaf(meeting, number) or b""

    def tear_out(self, meeting: str, numbers: Iterable[int]) -> None:
        """Overwrites leaves: what was sealed under them can no longer be read, wherever a copy of it lies."""
        for number in numbers:
            if self.leaf(meeting, number) is not None:
                self._write(meeting, number * KEY, bytes(KEY))

    def destroy(self, meeting: str) -> None:
        """Overwrites and removes a key. It is gone from the disk when this returns."""
        if self.folder is not None and (file := self.folder / meeting).exists():
            with file.open("r+b") as old:
                old.write(secrets.token_bytes(file.stat().st_size))
                _sync(old)
            file.unlink()
            _sync_folder(self.folder)
        self._held.pop(meeting, None)

    def _sheet(self, meeting: str) -> bytearray:
        if meeting not in self._held:
            file = None if self.folder is None else self.folder / meeting
            if file is None or not file.is_file() or len(sheet := file.read_bytes()) < KEY:
                raise KeyGone(meeting)
            self._held[meeting] = bytearray(sheet[: len(sheet) - len(sheet) % KEY])
        return self._held[meeting]

    def _write(self, meeting: str, at: int, leaves: bytes) -> None:
        if self.folder is not None:
            with (self.folder / meeting).open("r+b") as file:
                file.seek(at)
                file.write(leaves)
                _sync(file)
        self._sheet(meeting)[at : at + len(leaves)] = leaves


def seal(key: bytes, place: str, plain: bytes) -> bytes:
    """`plain`, unreadable without the key. `place` says where it belongs: moved elsewhere, it will not open."""
    room = -(len(plain) + 1) % STEP
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(key).encrypt(nonce, plain + b"\x01" + b"\x00" * room, place.encode())


def unseal(key: bytes, place: str, sealed: bytes) -> bytes:
    """The words again. Raises cryptography's InvalidTag when they were changed or lay elsewhere."""
    padded = _cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    return padded.rstrip(b"\x00")[:-1]


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(hmac.digest(key, b"seal", "sha256"))


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be flushed there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
