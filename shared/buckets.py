"""How much of something there may be in a while: so much at once, and then so much a second."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], float]


class Bucket:
    """Holds `room`, refilled at `refill` a second. `take` says whether there was enough."""

    def __init__(self, room: float, refill: float, clock: Clock = time.monotonic):
        self.room, self.refill, self.clock = room, refill, clock
        self.left, self.at = room, clock()

    def take(self, much: float = 1) -> bool:
        now = self.clock()
        self.left = min(self.room, self.left + (now - self.at) * self.refill)
        self.at = now
        if self.left < much:
            return False
        self.left -= much
        return True

    @property
    def full(self) -> bool:
        """Whether nothing has been taken for so long that it may as well be a new one."""
        return self.left + (self.clock() - self.at) * self.refill >= self.room
