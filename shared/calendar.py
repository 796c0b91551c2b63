"""The clock that deleting goes by. A machine's clock may be set wrong, and what is deleted too early is gone.

A leap forward of more than a day, while we run, does not count: only time that has really passed does. What has slept
has let time pass. Starting again says that the clock is right.
"""

from __future__ import annotations

import time
from collections.abc import Callable

LEAP = 24 * 60  # minutes


def running() -> float:
    """Seconds of real time since some moment, whatever the clock is set to; sleep is counted where the system tells."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Calendar:
    def __init__(self, clock: Callable[[], int], passing: Callable[[], float] = running):
        self.clock, self.passing = clock, passing
        self.ahead = 0  # minutes by which the clock has leapt
        self._seen = (clock(), passing())

    def minute(self) -> int:
        """The minute it certainly is by now, in minutes since the epoch."""
        now, passing = self.clock(), self.passing()
        leap = now - self._seen[0] - int((passing - self._seen[1]) // 60)
        if abs(leap) > LEAP:
            self.ahead = max(0, self.ahead + leap)
        self._seen = (now, passing)
        return now - self.ahead
