"""Looks whether everything is as it should be before a meeting, and says each thing in words."""

from __future__ import annotations

import datetime
import http.client
import json
import os
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from samklang import addresses, backups, folder, kept
from samklang.start import SHIPPED, plans_for
from samklang.terminal import Stop
from shared import help, plans, screen
from shared.config import Config
from shared.live import KEPT, minute
from shared.log import Log
from shared.shelf import Shelf
from shared.words import Words

OLDEST_PYTHON = (3, 11)
WAL_MENDED = (3, 51, 3)  # before it, two connections at work at once could damage a file; we only ever use one
DURABLE = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "trusted_schema": 0}
LITTLE, TOO_LITTLE = 1_000_000_000, 50_000_000  # bytes free on the disk
SYNCED = re.compile(r"onedrive|dropbox|google ?drive|icloud|mobile documents|nextcloud|owncloud|pcloud|box sync", re.I)
PATIENCE = 5  # seconds for an answer

Level = Literal["ok", "warning", "problem"]


class Result(NamedTuple):
    level: Level
    key: str
    named: dict[str, Any]


def examine(config: Config, url: str, t: Words) -> Iterator[Result]:
    """Every check, in the order of what matters first."""
    yield from _machine()
    yield from _folder(config)
    yield from _meetings(config)
    yield from _backups(config)
    yield from _files(config, t)
    yield from _help(config)
    yield from _network(config, url)


def _machine() -> Iterator[Result]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield _result("ok" if sys.version_info >= OLDEST_PYTHON else "problem", "python", version=version)
    mended = sqlite3.sqlite_version_info >= WAL_MENDED
    yield _result("ok", "sqlite" if mended else "sqlite_one", version=sqlite3.sqlite_version)
    with TemporaryDirectory() as aside, closing(Log(Path(aside) / folder.NAME)) as log:
        differ = {name: value for name, value in log.settings().items() if DURABLE.get(name, value) != value}
    yield _result("problem" if differ else "ok", "not_durable" if differ else "durable", settings=differ)
    newest = max(file.stat().st_mtime for file in Path(__file__).parent.glob("*.py"))
    late = time.time() < newest - 86_400
    yield _result("warning" if late else "ok", "clock_late" if late else "clock", now=time.strftime("%Y-%m-%d %H:%M"))


def _folder(config: Config) -> Iterator[Result]:
    data, name = config.data, str(config.data.absolute())
    place = next(above for above in (data.absolute(), *data.absolute().parents) if above.exists())
    if not os.access(place, os.W_OK):
        yield _result("problem", "folder_closed", folder=name)
        return
    open_to_others = data.exists() and os.name != "nt" and data.stat().st_mode & 0o077
    yield _result("warning" if open_to_others else "ok", "folder_open" if open_to_others else "folder", folder=name)
    if SYNCED.search(name):
        yield _result("warning", "folder_synced", folder=name)
    free = shutil.disk_usage(place).free
    level: Level = "problem" if free < TOO_LITTLE else "warning" if free < LITTLE else "ok"
    yield _result(level, "disk", megabytes=free // 1_000_000)


def _meetings(config: Config) -> Iterator[Result]:
    if folder.in_use(config.data):
        yield _result("ok", "running", address=folder.address(config.data) or "?")
        return
    if not (config.data / folder.NAME).exists():
        yield _result("ok", "no_meetings")
        return
    try:
        with kept.opened(config.data) as log:
            rows, due = log.all_meetings(), len(kept.due(log))
            yield _result("ok", "meetings", n=len(rows))
            if unreadable := log.unreadable():
                yield _result("warning", "unreadable", n=unreadable)
            if due:
                yield _result("warning", "due", n=due)
            shelf = Shelf(log)
            if courses := len(shelf.all()):
                yield _result("ok", "courses", n=courses)
            if unreadable := shelf.unreadable():
                yield _result("warning", "courses_unreadable", n=unreadable)
            if late := len(shelf.due(minute())):
                yield _result("warning", "courses_due", n=late)
            if forgotten := sum(row.ended is None and row.opened < minute() - KEPT for row in rows):
                yield _result("warning", "never_ended", n=forgotten)
    except Stop as wrong:
        yield Result("problem", wrong.key, wrong.named)


def _backups(config: Config) -> Iterator[Result]:
    if not (config.data / folder.NAME).exists():
        return
    copy = backups.newest_good(config.data)
    yield _result("ok", "backup" if copy else "no_backup", file=str(copy))
    aside = [str(place) for kind in ("damaged", "replaced") for place in sorted(config.data.glob(f"{kind}-*"))]
    if aside:
        yield _result("warning", "laid_aside", folders=", ".join(aside))


def _files(config: Config, t: Words) -> Iterator[Result]:
    manifest = screen.BUILT / "manifest.json"
    named = json.loads(manifest.read_text("utf-8")).values() if manifest.exists() else []
    there = bool(named) and all((screen.BUILT / name).exists() for name in named)
    yield _result("ok" if there else "problem", "built" if there else "not_built")
    wrong = sum(finding.level == "problem" for finding in plans.check([SHIPPED], t))
    yield _result("problem" if wrong else "ok", "bad_plans" if wrong else "plans", n=wrong)
    if not wrong and (own := len(plans_for(config.data, t)[1])):
        yield _result("warning", "bad_plans", n=own)


def _help(config: Config) -> Iterator[Result]:
    try:
        found = help.of(config)
    except help.BadHelp as wrong:
        yield _result("problem", "bad_help", wrong=str(wrong))
        return
    if not found.contact:
        yield _result("warning", "no_help")
    elif found.is_old(datetime.date.today()):
        yield _result("warning", "help_old")
    else:
        yield _result("ok", "help", n=len(found.contact), day=found.checked_on)


def _network(config: Config, url: str) -> Iterator[Result]:
    found = addresses.all_for_phones(config, config.port)
    none = found[0].startswith("http://127.") and not config.public_url
    yield _result("warning" if none else "ok", "no_network" if none else "addresses", addresses=", ".join(found))
    if asked := url or folder.address(config.data):
        answers = _answers(asked)
        yield _result("ok" if answers else "problem", "answers" if answers else "silent", address=asked)


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    try:
        with closing(kind(parts.hostname or "", parts.port, timeout=PATIENCE)) as line:
            line.request("GET", parts.path or "/")
            return line.getresponse().status == 200
    except (OSError, ValueError, http.client.HTTPException):
        return False


def _result(level: Level, name: str, **named: Any) -> Result:
    return Result(level, f"cli.doctor.{name}", named)
