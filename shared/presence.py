"""Who is here: how many phones, and nothing about any of them. Kept in memory only."""

from __future__ import annotations

import time
from collections.abc import Callable

AWAY = 30  # seconds of silence after which a phone without a live connection no longer counts


class Presence:
    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self._connected: dict[str, dict[str, set[str]]] = {}  # meeting -> person -> connections
        self._seen: dict[str, dict[str, float]] = {}  # meeting -> person without a connection -> when

    def arrive(self, meeting: str, person: str, connection: str) -> None:
        self._connected.setdefault(meeting, {}).setdefault(person, set()).add(connection)

    def leave(self, meeting: str, person: str, connection: str) -> None:
        people = self._connected.get(meeting, {})
        people.get(person, set()).discard(connection)
        if person in people and not people[person]:
            del people[person]
        if not people:
            self._connected.pop(meeting, None)
        self._seen.get(meeting, {}).pop(person, None)

    def seen(self, meeting: str, person: str) -> None:
        """A phone asked for its page: it is here, also without JavaScript."""
        self._seen.setdefault(meeting, {})[person] = self.clock()

    def here(self, meeting: str) -> int:
        """How many people are in the meeting now."""
        fresh = {p: at for p, at in self._seen.get(meeting, {}).items() if at > self.clock() - AWAY}
        self._seen[meeting] = fresh
        return len(fresh.keys() | self._connected.get(meeting, {}).keys())

    def room_for(self, meeting: str, person: str, most: int) -> bool:
        """Whether this person is in the meeting already, or one more may come."""
        known = person in self._connected.get(meeting, {}) or person in self._seen.get(meeting, {})
        return known or self.here(meeting) < most

    def forget(self, meeting: str) -> None:
        self._connected.pop(meeting, None)
        self._seen.pop(meeting, None)
