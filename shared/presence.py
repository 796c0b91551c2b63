"""Who is here: how many phones, and nothing about any of them. Kept in memory only."""

from __future__ import annotations

import time
from collections.abc import Callable

UNLED = 3 * 60  # seconds without any control screen after which the phones speak of a pause
AWAY = 30  # seconds of silence after which a phone without a live connection no longer counts


class Presence:
    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self._connected: dict[str, dict[str, set[str]]] = {}  # meeting -> person -> connections
        self._seen: dict[str, dict[str, float]] = {}  # meeting -> person without a connection -> when

        self._leading: dict[str, set[str]] = {}  # meeting -> connections of control screens
        self._unled: dict[str, float] = {}  # meeting -> since when the last of them has been gone
        self._told: set[str] = set()  # meetings whose phones speak of a pause

    def lead_comes(self, meeting: str, connection: str) -> bool:
        """A control screen is here. Whether the phones were speaking of a pause."""
        self._leading.setdefault(meeting, set()).add(connection)
        self._unled.pop(meeting, None)
        paused = meeting in self._told
        self._told.discard(meeting)
        return paused

    def lead_goes(self, meeting: str, connection: str) -> None:
        left = self._leading.get(meeting, set())
        left.discard(connection)
        if not left:
            self._leading.pop(meeting, None)
            self._unled[meeting] = self.clock()

    def paused(self, meeting: str) -> bool:
        """Whether whoever leads has been away for long, as when a laptop's browser has crashed."""
        return meeting in self._unled and self.clock() - self._unled[meeting] > UNLED

    def newly_paused(self) -> list[str]:
        """Meetings whose phones should look, since whoever leads has been away for long."""
        new = [meeting for meeting in self._unled if meeting not in self._told and self.paused(meeting)]
        self._told.update(new)
        return new

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
        for kept in (self._connected, self._seen, self._leading, self._unled):
            kept.pop(meeting, None)
        self._told.discard(meeting)
