"""What reaches the live connections from outside: next to nothing.

A page says three things on its connection: the ticket that lets it in, "still here", and goodbye. Everything else is
heard here and goes no further, so that no library ever reads what a stranger has made up: no event, no other
namespace, no binary part, no number that is none, nothing nested a thousand deep. Whoever says much is hung up on.
Works under every engine in the same way, before a message is taken apart.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from flask_socketio import SocketIO

from shared.buckets import Bucket

TICKET = re.compile(r'40\{"ticket": ?"([\w:\-]{1,200})"\}')
STILL_HERE, GOODBYE = "3", ("41", "1")
ROOM = 20  # messages at once; a page says one every ten seconds
REFILL = 1.0  # messages a second
BYTES = 8192  # at once, control frames and unfinished pieces included; a ticket is 200
BYTES_REFILL = 256.0  # a second
EAR = "samklang.ear"


class Ear:
    """Listens to one connection, and hands on only what a page of ours says. Otherwise like the line it is put on."""

    def __init__(self, pause: Callable[[float], Any]):
        self.pause = pause
        self.admitted = False
        self._asked = False
        self._messages = Bucket(ROOM, REFILL)
        self._line: Any = None

    def on(self, line: Any) -> Ear:
        self._line = line
        _count_bytes(line, Bucket(BYTES, BYTES_REFILL))
        return self

    def wait(self) -> str | None:
        """The next message that may be heard; None hangs up."""
        while True:
            said = self._line.wait()
            self.pause(0)  # others have their turn between any two messages
            if said is None or not self._messages.take():
                return None
            if self.admitted and said == STILL_HERE:
                return said
            if not self._asked and isinstance(said, str) and TICKET.fullmatch(said):
                self._asked = True
                return said
            if said in GOODBYE or not self.admitted:  # whoever was not let in has nothing more to say
                return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)


def put_on(socketio: SocketIO) -> None:
    """Puts an ear on every connection, and lets no more than one of each message wait for a slow reader."""
    engine: Any = socketio.server.eio  # type: ignore[union-attr]
    parts = engine._async
    line, queue = parts["websocket"], parts["queue"]

    class Once(queue):
        def put(self, packet: Any, *args: Any, **kwargs: Any) -> None:
            same = (packet.packet_type, packet.data) if packet is not None else None
            waiting = [(each.packet_type, each.data) for each in list(self.queue) if each is not None]
            if same is None or same not in waiting:
                super().put(packet, *args, **kwargs)

    def with_ear(heard: Callable[[Any], Any], server: Any) -> Callable[..., Any]:
        def connect(environ: dict[str, Any], start_response: Any) -> Any:
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)  # no compression: its size would tell what is said
            environ["wsgi.errors"] = io.StringIO()  # where a library would write down whose connection broke
            ear = environ[EAR] = Ear(server.sleep)
            return line(lambda plain: heard(ear.on(plain)), server)(environ, start_response)

        return connect

    engine._async = {**parts, "websocket": with_ear, "queue": Once}


def _count_bytes(line: Any, bucket: Bucket) -> None:
    """Counts every byte that comes in, also those that never become a message, and hangs up on too many."""
    if hasattr(line, "socket"):  # eventlet's
        line.socket = _Counted(line.socket, bucket)
    elif stream := getattr(getattr(line, "_sock", None), "stream", None):  # gevent's
        stream.read = line._sock.raw_read = _Counted(stream, bucket, stream.read).recv


class _Counted:
    def __init__(self, inner: Any, bucket: Bucket, read: Callable[..., bytes] | None = None):
        self._inner, self._bucket, self._read = inner, bucket, read or inner.recv

    def recv(self, *args: Any) -> bytes:
        came = self._read(*args)
        return came if self._bucket.take(len(came)) else b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
