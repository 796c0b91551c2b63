"""Notices when one thing has held everyone up: on green threads all share one, and each waits for the others."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable

LONGEST = 0.05  # seconds that anybody may have to wait for somebody else
BEAT = 0.05  # seconds between looks


def watch(
    late: Callable[[float], object],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
    beats: Iterable[int] | None = None,
) -> None:
    """Sleeps a little again and again, and tells `late` by how many seconds it was woken too late."""
    for _ in beats or itertools.count():
        began = clock()
        sleep(BEAT)
        over = clock() - began - BEAT
        if over > LONGEST:
            late(over)
