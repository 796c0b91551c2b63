"""Answers requests until it is told to stop. The only place, with __main__.py, that knows which library does it.

Nobody's address, path or message is written anywhere: there is no access log, in any mode.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from shared import runlog

BACKLOG = 4096  # phones that knock at once: a whole conference scans its code in the same seconds
CONNECTIONS = 20_000
IDLE = 60  # seconds a connection may stay silent, or take over one line of a request
PATIENCE = 3  # seconds given to running commands when stopping; each takes far less
SHORT_OF = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED}

Wait = Callable[[], None]


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections. Port 0 takes any free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # there it would let another program share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # handed on to each connection
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening


def run(app: Flask, socketio: SocketIO, listening: socket.socket, mode: str, on_ready: Callable[[], Any]) -> None:
    """Serves until SIGINT or SIGTERM, then lets running commands finish. Calls `on_ready` once it answers."""
    _allow_many_files()
    with _Bell() as bell, _SERVERS[mode](app, listening, bell, lambda: _hang_up(socketio)):
        on_ready()
        gc.collect()
        gc.freeze()  # what is here now stays; looking through it again and again costs a storm a third of its time
        bell.wait()


class _Bell:
    """Rung when it is time to stop. Waits without holding anyone up, in every mode and on every system."""

    def __enter__(self) -> _Bell:
        self._ear, self._hand = socket.socketpair()
        self._hand.setblocking(False)
        signal.set_wakeup_fd(self._hand.fileno(), warn_on_full_buffer=False)
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, self._heard)
        return self

    def __exit__(self, *_: Any) -> None:
        signal.set_wakeup_fd(-1)
        self._ear.close()
        self._hand.close()

    def ring(self) -> None:
        with contextlib.suppress(OSError):
            self._hand.send(b"!")

    def wait(self) -> None:
        self._ear.recv(1)

    def _heard(self, *_: Any) -> None:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_DFL)  # whoever asks twice means now


@contextlib.contextmanager
def _on_eventlet(app: Flask, listening: Any, bell: _Bell, hang_up: Callable[[], None]) -> Iterator[None]:
    import eventlet
    import eventlet.debug
    from eventlet import wsgi

    eventlet.debug.hub_exceptions(False)  # which would be written down with all they say
    quietly = {"log": logging.getLogger("eventlet"), "log_output": False, "debug": False}
    server = eventlet.spawn(wsgi.server, _Calmly(listening), app, max_size=CONNECTIONS, socket_timeout=IDLE, **quietly)
    server.link(lambda _: bell.ring())  # should it ever end by itself, so do we
    wsgi.HttpProtocol.log_message = lambda *_: None  # it would write down who sent what is no request, and the request
    eventlet.sleep(0)
    yield
    eventlet.kill(server, KeyboardInterrupt)  # which it takes as: accept nobody more, and finish
    hang_up()
    with eventlet.Timeout(PATIENCE, False), contextlib.suppress(KeyboardInterrupt):
        server.wait()


class _Calmly:
    """A listening socket that lets those who are already in have their turn after each newcomer."""

    def __init__(self, listening: Any):
        self._listening = listening

    def accept(self) -> Any:
        import eventlet

        while True:
            try:
                eventlet.sleep(0)
                return self._listening.accept()
            except OSError as wrong:
                if wrong.errno not in SHORT_OF:
                    raise
                eventlet.sleep(0.1)  # type: ignore[arg-type]  out of open files: someone will leave

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listening, name)


@contextlib.contextmanager
def _on_gevent(app: Flask, listening: Any, bell: _Bell, hang_up: Callable[[], None]) -> Iterator[None]:
    import gevent
    from gevent.pywsgi import WSGIServer
    from geventwebsocket.handler import WebSocketHandler

    class Guarded(WebSocketHandler):
        def log_error(self, msg: str, *args: Any) -> None:
            pass  # it would write down who sent what is no request, and the request

        def _handle_client_error(self, ex: Exception) -> Any:  # as above, for what it did not think of
            return super()._handle_client_error(ex if isinstance(ex, (ValueError, OSError)) else ValueError())  # type: ignore[misc]

        def upgrade_websocket(self) -> Any:  # which would otherwise open the connection before anybody is asked
            return None if app.wsgi_app.refuses(self.environ) else super().upgrade_websocket()  # type: ignore[attr-defined]

        def read_request(self, raw_requestline: str) -> Any:
            try:
                return super().read_request(raw_requestline)
            except OSError:  # whoever asked broke off in the middle; it would be written down at length
                return False

    server = WSGIServer(listening, app, handler_class=Guarded, log=None, error_log=None, spawn=CONNECTIONS)
    gevent.get_hub().handle_error = lambda context, kind, wrong, trace: runlog.failed("connection", wrong)  # type: ignore
    server.start()
    yield
    server.stop_accepting()
    hang_up()
    server.stop(timeout=PATIENCE)


@contextlib.contextmanager
def _on_threads(app: Flask, listening: socket.socket, bell: _Bell, hang_up: Callable[[], None]) -> Iterator[None]:
    """Plain threads, for trying things out: werkzeug's server, with its log turned off."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version, sys_version = "samklang", ""  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]

        def log(self, type: str, message: str, *args: Any) -> None:
            pass

    host, port, *_ = listening.getsockname()
    server = make_server(host, port, app, threaded=True, request_handler=Quiet, fd=listening.fileno())
    server.handle_error = lambda request, address: runlog.failed("connection", sys.exc_info()[1])  # type: ignore
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    hang_up()


_SERVERS = {"eventlet": _on_eventlet, "gevent": _on_gevent, "threading": _on_threads}


def _hang_up(socketio: SocketIO) -> None:
    """Ends every live connection; each screen then asks again by itself until a server is back."""
    for connection in list(socketio.server.eio.sockets.values()):  # type: ignore[union-attr]
        with contextlib.suppress(Exception):
            connection.close(wait=False)


def _allow_many_files() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        wanted = CONNECTIONS * 2 if most == resource.RLIM_INFINITY else min(CONNECTIONS * 2, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
