"""Guards typed codes against being guessed by trying: counts wrong ones, and forgets within minutes who typed them.

Whoever guesses is asked to wait; everyone else comes in as before. A room that mistypes its code never gets here,
since what is nearly right is not counted; the QR code opens at any time.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import Counter
from collections.abc import Callable

MOST = 10  # wrong codes from one address in a window
IN_ALL = 60  # from everywhere; above it, one is enough to be asked to wait
WINDOW = 60  # seconds; then everything is forgotten, and the salt with it


class Guesses:
    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self._began = clock()
        self._salt = secrets.token_bytes(16)
        self._wrong: Counter[bytes] = Counter()

    def note(self, address: str) -> None:
        self._turn()
        self._wrong[self._name(address)] += 1

    def too_many(self, address: str) -> bool:
        """Whether this address has to wait for the next window."""
        self._turn()
        return self._wrong[self._name(address)] >= (MOST if self._wrong.total() < IN_ALL else 1)

    def _turn(self) -> None:
        if self.clock() - self._began >= WINDOW:
            self._began, self._salt = self.clock(), secrets.token_bytes(16)
            self._wrong.clear()

    def _name(self, address: str) -> bytes:
        return hmac.digest(self._salt, address.encode(), "sha256")[:8]
