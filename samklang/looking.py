"""How often one device may look, so that whoever looks without end slows nobody but themselves.

People never meet this. A phone looks when something has changed, a few times a minute; a room that arrives at the same
moment comes from one address. Kept in memory, under names that only count, and forgotten when they are full again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from flask import Flask, Response, request

from facilitator import keys, projector
from participant.visit import PRESENT, TOKEN
from shared import addresses, door, trouble
from shared.buckets import Bucket, Clock
from shared.house import House
from shared.log import NotFound

PHONE = 120, 5.0  # looks at once, and then a second: one person in one meeting
LEADER = 400, 40.0  # one device that leads, or the screens of one meeting: several windows, each of which looks often
STREET = 10, 1.0  # for each phone that may be in a room: all who are not known yet and come from one address
WAIT = 0.5  # seconds until somebody who looks without end is told so
MOST = 5000  # buckets that are remembered at once

Name = tuple[str, str, str]


class Looks:
    def __init__(self, room_size: int, clock: Clock = time.monotonic):
        self.room_size, self.clock = room_size, clock
        self._buckets: dict[Name, Bucket] = {}

    def allows(self, name: Name) -> bool:
        """Whether whoever has this name may look once more now."""
        if len(self._buckets) > MOST:
            self._buckets = {each: bucket for each, bucket in self._buckets.items() if not bucket.full}
        if name not in self._buckets:
            kind, _, _ = name
            at_once, a_second = {"phone": PHONE, "street": STREET}.get(kind, LEADER)
            people = self.room_size if kind == "street" else 1
            self._buckets[name] = Bucket(at_once * people, a_second * people, self.clock)
        return self._buckets[name].take()


def limit(app: Flask, house: House, pause: Callable[[float], object]) -> None:
    """Asks whoever looks too often to wait. `pause` waits without holding up anyone else."""
    looks = Looks(house.config.room_size)

    @app.before_request
    def not_without_end() -> Response | None:
        if request.method not in ("GET", "HEAD") or looks.allows(_who(house)):
            return None
        pause(WAIT)
        return trouble.page(house.config, 429)


def _who(house: House) -> Name:
    """Whoever asks: a person in a meeting, a device that leads, a meeting's screens, or else an address."""
    id, address = (request.view_args or {}).get("id", ""), addresses.asking(house.config)
    try:
        match request.blueprint:
            case "participant" if id:
                row = house.log.meeting(id)
                if person := door.person_of(row, request.cookies.get(TOKEN)):
                    return "phone", id, door.pseudonym(row, person, PRESENT)
            case "facilitator.leading" if keys.leads(house):
                return "lead", hashlib.sha256(request.cookies[keys.COOKIE].encode()).hexdigest(), ""
            case "projector" if house.log.meeting(id).screen_key == request.cookies.get(projector.COOKIE):
                return "screen", id, address
    except NotFound:
        pass
    return "street", address, ""
