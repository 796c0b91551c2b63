"""What people wrote is sealed before it reaches the database, under a key that each meeting has for itself.

The keys lie beside the database, not in it. A copy of the database is unreadable without them, and when a meeting's
key is destroyed, every copy of its words, in any backup, is destroyed with it.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY = 32  # bytes
NONCE = 12  # bytes
STEP = 256  # bytes; a sealed text's length tells no more than this about how much was written


class KeyGone(Exception):
    """The key of this meeting is not there, so that nothing of it can be read."""


class Keyring:
    """The meetings' keys: one small file each in `folder`, or in memory alone where there is none."""

    def __init__(self, folder: Path | None):
        self.folder = folder
        self._held: dict[str, bytes] = {}
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, meeting: str, key: bytes) -> None:
        """Puts a key by; it is on disk when this returns."""
        self._held[meeting] = key
        if self.folder is not None:
            with os.fdopen(os.open(self.folder / meeting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
            _sync(self.folder)

    def key(self, meeting: str) -> bytes:
        """A meeting's key. Raises KeyGone."""
        if meeting not in self._held:
            file = None if self.folder is None else self.folder / meeting
            if file is None or not file.is_file() or len(key := file.read_bytes()) != KEY:
                raise KeyGone(meeting)
            self._held[meeting] = key
        return self._held[meeting]

    def destroy(self, meeting: str) -> None:
        """Overwrites and removes a key. It is gone from the disk when this returns."""
        self._held.pop(meeting, None)
        if self.folder is None or not (file := self.folder / meeting).exists():
            return
        with file.open("r+b") as old:
            old.write(secrets.token_bytes(KEY))
            old.flush()
            os.fsync(old.fileno())
        file.unlink()
        _sync(self.folder)


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


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be flushed there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
