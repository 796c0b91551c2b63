"""The composition root: the one file that knows all the parts and puts them together.

It does not patch anything; the entry point does, before this is imported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from flask_socketio import SocketIO
from whitenoise import WhiteNoise

import facilitator
import participant
from facilitator import projector
from samklang import looking
from shared import alike, help, screen, sockets, strict_json
from shared.activity import Chance
from shared.config import Config
from shared.hardening import harden
from shared.house import House, Library
from shared.live import Live, minute
from shared.log import Log
from shared.presence import Presence

LARGEST_MESSAGE = 4096  # bytes on a socket; ours carry nothing but "look"
HASHED = re.compile(r"-[A-Z0-9]{8}\.\w+$")  # as the build names files after what is in them
HERE = Path(__file__).parent.parent


def create_app(
    config: Config,
    library: Library,
    address: Callable[[], str],
    chance: Chance | None = None,
    clock: Callable[[], int] = minute,
) -> tuple[Flask, SocketIO, House]:
    """Everything, wired: the web application, its sockets, and the parts behind them."""
    app = Flask("samklang", static_folder=None)
    socketio = SocketIO(
        app,
        async_mode=config.async_mode,
        transports=["websocket"],  # type: ignore[call-arg]
        allow_upgrades=False,
        ping_interval=10,
        ping_timeout=10,
        max_http_buffer_size=LARGEST_MESSAGE,
        http_compression=False,
        manage_session=False,
        json=strict_json,
    )
    alike.even_out(app)
    harden(app, config)
    contacts = help.of(config)
    log = Log(config.data / "samklang.db" if str(config.data) != ":memory:" else ":memory:")
    presence = Presence()
    lines = sockets.listen(socketio, log, presence, config.room_size)
    live = Live(log, sockets.teller(socketio), chance, clock)
    house = House(config, log, live, presence, library, address, lines.phones, lines.revoked, contacts)
    looking.limit(app, house, socketio.sleep)  # type: ignore[arg-type]  it takes parts of a second too
    screen.add_folder("participant", HERE / "participant/screens")
    screen.add_folder("facilitator", HERE / "facilitator/screens")
    app.register_blueprint(participant.blueprint(house))
    app.register_blueprint(facilitator.blueprint(house))
    app.register_blueprint(projector.blueprint(house))
    if config.dev:
        from shared import gallery

        app.register_blueprint(gallery.blueprint())
    return app, socketio, house


def with_static_files(socketio: SocketIO, dev: bool = False) -> None:
    """Serves the built browser files ahead of everything else, compressed and for ever where names are hashed."""
    inner = socketio.sockio_mw  # type: ignore[attr-defined]
    inner.wsgi_app = WhiteNoise(
        inner.wsgi_app,
        root=str(screen.BUILT),
        prefix=screen.STATIC,
        autorefresh=dev,
        immutable_file_test=lambda path, url: not dev and bool(HASHED.search(url)),
        add_headers_function=_for_us_alone,
        allow_all_origins=False,
    )


def _for_us_alone(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
