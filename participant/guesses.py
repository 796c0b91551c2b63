"""Guards typed codes against being guessed by trying: counts wrong ones, and nothing about who typed them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MOST = 30  # wrong codes a minute in the whole house; a room of people mistyping stays well below
WINDOW = 60  # seconds


class Guesses:
    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self._wrong: deque[float] = deque(maxlen=MOST)

    def note(self) -> None:
        self._wrong.append(self.clock())

    def too_many(self) -> bool:
        return len(self._wrong) == MOST and self._wrong[0] > self.clock() - WINDOW
