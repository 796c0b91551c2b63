"""How fast one phone may send, and how much a whole room, so that nobody can drown out the others.

People never meet this: writing a note takes longer than half a second. Kept in memory, under names that only count.
"""

from __future__ import annotations

import time

from shared.buckets import Bucket, Clock

AT_ONCE, A_SECOND = 10, 2.0  # things one phone sends: what lay waiting without a network, and the quickest fingers
QUIET = 30  # seconds that a phone which went beyond it is not listened to
ROOM_AT_ONCE, ROOM_A_SECOND = 5, 1.0  # for each phone that may be in the room: all of them at the same moment
MOST = 5000  # phones that are remembered; more than any server has


class Pace:
    def __init__(self, room_size: int, clock: Clock = time.monotonic):
        self.room_size, self.clock = room_size, clock
        self._phones: dict[tuple[str, str], Bucket] = {}
        self._rooms: dict[str, Bucket] = {}
        self._quiet: dict[tuple[str, str], float] = {}

    def allows(self, meeting: str, person: str) -> bool:
        """Whether this person may send now."""
        name = (meeting, person)
        if self._quiet.get(name, 0) > self.clock():
            return False
        self._quiet.pop(name, None)
        if len(self._phones) > MOST:
            self._phones = {each: bucket for each, bucket in self._phones.items() if not bucket.full}
        if name not in self._phones:
            self._phones[name] = Bucket(AT_ONCE, A_SECOND, self.clock)
        if not self._phones[name].take():
            self._quiet[name] = self.clock() + QUIET
            return False
        return self._room(meeting).take()

    def _room(self, meeting: str) -> Bucket:
        if meeting not in self._rooms:
            self._rooms = {each: bucket for each, bucket in self._rooms.items() if not bucket.full}
            size = self.room_size
            self._rooms[meeting] = Bucket(ROOM_AT_ONCE * size, ROOM_A_SECOND * size, self.clock)
        return self._rooms[meeting]
