"""What time it is in a step, in whole minutes. The clock itself is handed in: the rules know none."""

from __future__ import annotations

from shared.activity import Struct
from shared.meeting.seeing import minutes_left
from shared.meeting.standing import Meeting


class Clock(Struct, frozen=True):
    """`now` and `until` (when the planned time of the step is over, or None) in minutes since the epoch."""

    now: int = 0
    until: int | None = None
    minutes: int | None = None  # the step has in all

    def halfway(self, since: int | None = None) -> bool:
        """Whether half of the step's time has gone, reckoned from its beginning or from a later minute.

        Never where the plan names no time.
        """
        if self.until is None or not self.minutes:
            return False
        began = self.until - self.minutes if since is None else since
        return self.now > began and 2 * (self.now - began) >= self.until - began

    def after(self, minutes: int) -> int | None:
        """When so many minutes of the step will have gone; with 0, when all of them have."""
        if self.until is None or self.minutes is None:
            return None
        return self.until - self.minutes + minutes if minutes else self.until


def clock(meeting: Meeting, id: str, now: int) -> Clock:
    """How the time stands in a step."""
    left = minutes_left(meeting, id, now)
    return Clock(now) if left is None else Clock(now, now + left, meeting.minutes(id))
