"""Liveness: a screen that is connected is told to look again, and counts as here. Nothing else ever travels on it.

Not even a number: how many facts a meeting has would count what people do, one by one.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple

import engineio.base_socket
import engineio.socket
from flask import request
from flask_socketio import SocketIO, join_room
from socketio.exceptions import ConnectionRefusedError

from shared import ears
from shared.activity import Audience
from shared.live import Who
from shared.log import Log, NotFound, Row
from shared.presence import Presence

LEADERS = "lead"
PER_PERSON = 4  # connections; a page that is loaded anew leaves its old one behind for a while
PER_AUDIENCE = 40  # control screens, or projectors and previews, of one meeting


class Steady:
    """What engine.io measures silence by. Its own choice is the wall clock, and a laptop may set that back by an hour,
    during which a phone that has gone would go on being counted; or forward, and everyone would be thrown out.
    """

    @staticmethod
    def time() -> float:
        return time.monotonic()


engineio.socket.time = engineio.base_socket.time = Steady  # type: ignore[attr-defined]


class Lines(NamedTuple):
    """Ways to hang up."""

    phones: Callable[[str], None]  # every phone of a meeting
    revoked: Callable[[], None]  # every device that leads no longer, in all meetings


def ticket(row: Row, audience: Audience, person: str = "") -> str:
    """What lets a page listen: meeting, audience and whose it is, sealed.

    `person` is a pseudonym that only counts for phones, and for whoever leads the hash of the device's key.
    """
    plain = f"{row.id}:{audience}:{person}"
    return f"{plain}:{_seal(row, plain)}"


def teller(socketio: SocketIO):
    """Tells screens to look again. `who` is "lead" (control screens and projectors) or "all"."""

    def tell(meeting: str, who: Who) -> None:
        socketio.emit("look", to=f"{meeting}/{who}")

    return tell


def listen(socketio: SocketIO, log: Log, presence: Presence, most: int) -> Lines:
    """Lets screens connect, and counts the phones among them, up to `most` people in a meeting.

    A client can send "connect" and "disconnect" as if they were
    events; the ears let neither through.
    """
    listening: dict[str, tuple[str, Audience, str]] = {}  # connection -> (meeting, audience, person), oldest first
    ears.put_on(socketio)

    @socketio.on("connect")
    def connect(auth: Any = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        who = meeting, audience, person = _admit(log, auth)
        if audience == "participant" and not presence.room_for(meeting, person, most):
            raise ConnectionRefusedError("full")
        request.environ[ears.EAR].admitted = True
        mine = [each for each, known in listening.items() if known == who]
        for oldest in mine[: len(mine) + 1 - (PER_PERSON if audience == "participant" else PER_AUDIENCE)]:
            socketio.server.disconnect(oldest)  # type: ignore[union-attr]
        listening[sid] = who
        join_room(f"{meeting}/all")
        if audience != "participant":
            join_room(f"{meeting}/{LEADERS}")
            if audience == "facilitator" and presence.lead_comes(meeting, sid):
                socketio.emit("look", to=f"{meeting}/all")
            return
        presence.arrive(meeting, person, sid)
        socketio.emit("look", to=f"{meeting}/{LEADERS}")

    @socketio.on("disconnect")
    def disconnect(*_: Any) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        request.environ[ears.EAR].admitted = False  # whoever was shown out has nothing more to say
        meeting, audience, person = listening.pop(sid, ("", "projector", ""))
        if audience == "participant":
            presence.leave(meeting, person, sid)
            socketio.emit("look", to=f"{meeting}/{LEADERS}")
        elif audience == "facilitator":
            presence.lead_goes(meeting, sid)

    def hang_up(meeting: str) -> None:
        for sid, (where, audience, _) in list(listening.items()):
            if where == meeting and audience == "participant":
                socketio.server.disconnect(sid)  # type: ignore[union-attr]

    def hang_up_revoked() -> None:
        for sid, (_, audience, device) in list(listening.items()):
            if audience == "facilitator" and log.key(device) is None:
                socketio.server.disconnect(sid)  # type: ignore[union-attr]

    return Lines(hang_up, hang_up_revoked)


def _admit(log: Log, auth: Any) -> tuple[str, Audience, str]:
    given = auth.get("ticket") if isinstance(auth, dict) else None
    parts = given.split(":") if isinstance(given, str) and len(given) < 300 else []
    if len(parts) != 4:
        raise ConnectionRefusedError("no ticket")
    meeting, audience, person, seal = parts
    try:
        row = log.meeting(meeting)
    except NotFound:
        raise ConnectionRefusedError("gone") from None
    if not hmac.compare_digest(seal.encode(), _seal(row, f"{meeting}:{audience}:{person}").encode()):
        raise ConnectionRefusedError("no ticket")
    if audience == "facilitator" and log.key(person) is None:
        raise ConnectionRefusedError("gone")
    return meeting, audience, person  # type: ignore[return-value]  the seal says so


def _seal(row: Row, plain: str) -> str:
    return hmac.new(row.key, f"ticket\x1f{plain}".encode(), sha256).hexdigest()[:32]
