"""The only thing that is ever logged: that something happened, how often, and where in our own code.

A line holds a level, the name of an event, counts, and a name for this run of the server that means nothing. Never an
address, a path, a code or a word anyone wrote; also not what an exception says, which may quote any of them.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

HOME = Path(__file__).resolve().parent.parent
OURS = ("samklang", "facilitator", "participant", "shared")
NOISY = ("eventlet", "gevent", "werkzeug", "engineio", "socketio", "flask", "asyncio", "sqlalchemy", "urllib3")
EVENT = re.compile(r"[a-z][a-z _]{0,39}")  # an event's name: our own words, and never made from anything
RUN = secrets.token_hex(3)

_log = logging.getLogger("samklang")


class Line(logging.Formatter):
    """One line from what is on the list. Whatever a library says is an event without a name."""

    def format(self, record: logging.LogRecord) -> str:
        known = record.name == _log.name and isinstance(record.msg, str) and EVENT.fullmatch(record.msg)
        counts = getattr(record, "counts", {}) if known else {}
        parts = [record.levelname, str(record.msg) if known else "library", f"run={RUN}"]
        parts += [f"{name}={value}" for name, value in counts.items() if EVENT.fullmatch(name) and type(value) is int]
        where = getattr(record, "where", "") if known else place(record.exc_info)
        return " ".join([*parts, *([where] if where else [])])


def set_up() -> None:
    """Sends every logger of the process through `Line` to the error output, and keeps it short."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(logging.WARNING)
    logging.raiseExceptions = False  # a line that cannot be written says nothing either
    for name in (*NOISY, "flask.app", "samklang", "socketio.server", "engineio.server"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(logging.NOTSET if name == "samklang" else logging.ERROR)
    sys.excepthook = lambda kind, wrong, trace: failed("run", wrong)
    sys.unraisablehook = lambda seen: failed("left over", seen.exc_value)
    threading.excepthook = lambda seen: failed("thread", seen.exc_value)


def note(event: str, **counts: int) -> None:
    """Writes that something happened, e.g. note("meetings deleted", n=2)."""
    _log.warning(event, extra={"counts": counts})


def failed(event: str, wrong: BaseException | None) -> None:
    """Writes that something went wrong: its kind and where in our own code, never what it says."""
    kind = type(wrong)
    trace = place((kind, wrong, wrong.__traceback__)) if wrong else ""
    _log.error(f"{event} failed", extra={"where": trace})


def place(raised: Any) -> str:
    """The kind of an exception and the last of our own lines it passed, e.g. "ValueError shared/live.py:42"."""
    if not raised or raised[0] is None:
        return ""
    kind, _, trace = raised
    return f"{_kind(kind)} {_last_of_ours(trace)}".strip()


def _kind(kind: type[BaseException]) -> str:
    return kind.__name__ if kind.__name__.isidentifier() else "Exception"


def _last_of_ours(trace: TracebackType | None) -> str:
    last = ""
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if HOME in file.parents and file.relative_to(HOME).parts[0] in OURS:
            last = f"{file.relative_to(HOME).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return last
