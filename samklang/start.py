"""What lies between the command and the first page: the folder, the plans, the parts, and what goes on meanwhile."""

from __future__ import annotations

import errno
import itertools
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path

import session_plans
from facilitator import keys
from samklang import addresses, backups, folder, lag, serving
from samklang.app import create_app, with_static_files
from samklang.terminal import Stop, complain
from shared import plans, runlog, screen
from shared.activity import LEAD
from shared.config import Config
from shared.disk import Damaged, NotNow
from shared.help import BadHelp
from shared.house import House, Library
from shared.log import Row
from shared.words import Words

SHIPPED = Path(session_plans.__file__).parent
TICK = 1  # second between looks into the letter box
TIDIES_EVERY = 60  # seconds
FORGOTTEN = 24 * 60  # minutes after the last step began; such a meeting is over, whether or not anyone said so
PREPARED = 7 * 24 * 60  # minutes a meeting may wait for its first step

Opened = Callable[[House, str], None]  # what a command does once the server answers: the parts, and our own address


def serve(config: Config, t: Words, opened: Opened, any_port: bool = False) -> None:
    """Serves on the configured folder until told to stop. Raises Stop for whatever keeps it from starting.

    With `any_port` a port that is taken is no reason to stay closed.
    """
    runlog.set_up()
    check_mode(config)
    with folder.held(config.data):
        library, left_out = plans_for(config.data, t)
        for finding in left_out:
            complain(t("cli.bad_plan", plan=str(finding)))
        with closing(listen(config, any_port)) as listening:
            port = listening.getsockname()[1]
            app, socketio, house = put_together(config, library, port)
            house.left_out.extend(left_out)
            with closing(house.log):
                if screen.BUILT.is_dir():
                    with_static_files(socketio, config.dev)
                else:
                    complain(t("cli.not_built"))
                with suppress(NotNow):  # it is tried again; with a disk that is full, what is kept can still be read
                    tidy(house)
                meanwhile(house)
                own = addresses.own(config, port)
                folder.note_address(config.data, own)
                serving.run(app, socketio, listening, config.async_mode, lambda: opened(house, own))
                with suppress(NotNow):
                    house.log.settle()


def put_together(config: Config, library: Library, port: int):
    """Every part, wired. Raises Stop when the log in the folder cannot be used; a damaged one is laid aside first."""
    with folder.in_words(config.data), ExitStack() as undone:
        try:
            app, socketio, house = create_app(config, library, partial(addresses.for_phones, config, port))
            undone.callback(house.log.close)
            house.log.check()
        except Damaged:
            undone.close()
            raise backups.after_damage(config.data) from None
        except BadHelp as wrong:
            raise Stop("cli.bad_help", wrong=str(wrong)) from None
        undone.pop_all()
        return app, socketio, house


def check_mode(config: Config) -> None:
    if config.async_mode == "gevent":
        try:
            import gevent  # noqa: F401
            import geventwebsocket  # noqa: F401
        except ImportError:
            raise Stop("cli.no_gevent") from None


def plans_for(data: Path, t: Words) -> tuple[Library, list[plans.Finding]]:
    """The plans that come along with those in the data folder's own `plans`, and why some of these are left out.

    A plan of one's own never keeps the server from starting, nor hides one that comes along.
    """
    try:
        library = plans.library(SHIPPED, t)
    except plans.BadPlan as bad:
        raise Stop("cli.bad_plan", plan=str(bad)) from None
    own, left_out = plans.usable(data / "plans", library, t) if (data / "plans").is_dir() else ({}, [])
    return {**library, **own}, left_out


def listen(config: Config, any_port: bool) -> socket.socket:
    try:
        return serving.listen(config.host, config.port)
    except PermissionError:
        raise Stop("cli.port_closed", port=config.port) from None
    except OSError as wrong:
        if wrong.errno != errno.EADDRINUSE:
            raise Stop("cli.no_such_host", host=config.host) from None
        if any_port:
            return serving.listen(config.host, 0)
        raise Stop("cli.port_taken", port=config.port) from None
    except UnicodeError:  # a host name that cannot be one
        raise Stop("cli.no_such_host", host=config.host) from None


def meanwhile(house: House) -> None:
    """Takes keys out of the letter box, and erases meetings whose time has come, for as long as we serve."""
    letters = folder.LetterBox(house.config.data)

    def go_on() -> None:
        for tick in itertools.count(1):
            time.sleep(TICK)
            try:
                house.live.mend()
                for id in house.presence.newly_paused():
                    house.live.tell(id, "all")
                letters.empty_into(house.log)
                backups.answer(house.config.data, house.log)
                if tick % TIDIES_EVERY == 0:
                    tidy(house)
            except Exception as wrong:  # a full disk passes; what is due is tried again in a minute
                runlog.failed("tidying", wrong)

    threading.Thread(target=go_on, daemon=True).start()
    if house.config.dev:
        threading.Thread(target=lag.watch, args=(_say_late,), daemon=True).start()


def _say_late(seconds: float) -> None:
    runlog.note("everyone waited", milliseconds=round(seconds * 1000))


def tidy(house: House) -> None:
    """Ends meetings that were left open long ago, and erases those whose time has come, also while we were off."""
    for row in house.log.all_meetings():
        if row.ended is None and _left_open(house, row):
            house.live.do(row.id, None, {"type": "end"}, LEAD)
    house.live.delete_due()


def _left_open(house: House, row: Row) -> bool:
    began = house.live.meeting(row.id).began
    since = house.live.calendar.minute() - max(began.values(), default=row.opened)
    return since > (FORGOTTEN if began else PREPARED)


def control_link(house: House, own: str) -> str:
    """A fresh address that lets one device lead, on this machine itself."""
    return f"{own}/lead/key/{keys.make_once(house.log)}"
