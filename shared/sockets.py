"""Liveness: a screen that is connected is told to look again, and counts as here. Nothing else ever travels on it.

Not even a number: how many facts a meeting has would count what people do, one by one.
"""

from __future__ import annotations

import hmac
import time
from hashlib import sha256
from typing import Any

import engineio.base_socket
import engineio.socket
from flask import request
from flask_socketio import SocketIO, join_room
from socketio.exceptions import ConnectionRefusedError

from shared.activity import Audience
from shared.live import Who
from shared.log import Log, NotFound, Row
from shared.presence import Presence

LEADERS = "lead"


class Steady:
    """What engine.io measures silence by. Its own choice is the wall clock, and a laptop may set that back by an hour,
    during which a phone that has gone would go on being counted; or forward, and everyone would be thrown out.
    """

    @staticmethod
    def time() -> float:
        return time.monotonic()


engineio.socket.time = engineio.base_socket.time = Steady  # type: ignore[attr-defined]


def ticket(row: Row, audience: Audience, person: str = "") -> str:
    """What lets a page listen: meeting, audience and (for phones) a pseudonym that only counts, sealed."""
    plain = f"{row.id}:{audience}:{person}"
    return f"{plain}:{_seal(row, plain)}"


def teller(socketio: SocketIO):
    """Tells screens to look again. `who` is "lead" (control screens and projectors) or "all"."""

    def tell(meeting: str, who: Who) -> None:
        socketio.emit("look", to=f"{meeting}/{who}")

    return tell


def listen(socketio: SocketIO, log: Log, presence: Presence) -> None:
    """Lets screens connect, and counts the phones among them."""
    listening: dict[str, tuple[str, str]] = {}  # connection -> (meeting, person)

    @socketio.on("connect")
    def connect(auth: Any = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        meeting, audience, person = _admit(log, auth)
        join_room(f"{meeting}/all")
        if audience != "participant":
            join_room(f"{meeting}/{LEADERS}")
            return
        listening[sid] = (meeting, person)
        presence.arrive(meeting, person, sid)
        socketio.emit("look", to=f"{meeting}/{LEADERS}")

    @socketio.on("disconnect")
    def disconnect(*_: Any) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        if sid in listening:
            meeting, person = listening.pop(sid)
            presence.leave(meeting, person, sid)
            socketio.emit("look", to=f"{meeting}/{LEADERS}")


def _admit(log: Log, auth: Any) -> tuple[str, str, str]:
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
    return meeting, audience, person


def _seal(row: Row, plain: str) -> str:
    return hmac.new(row.key, f"ticket\x1f{plain}".encode(), sha256).hexdigest()[:32]
