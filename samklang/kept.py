"""What can be done with the meetings in a folder while no server runs on it: take notes home, erase, make a key."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

from facilitator import keys, notes
from samklang import addresses, folder
from samklang.terminal import Stop
from shared.config import Config
from shared.live import Live, minute
from shared.log import Log, Row
from shared.shelf import Shelf
from shared.words import Words

NEVER = 2**62  # minutes; by then everything is due
COLLECTED_WITHIN = 10  # seconds; a running server looks every second


@contextmanager
def opened(data: Path) -> Iterator[Log]:
    """The log in this folder, ours alone meanwhile. Raises Stop where there is none, or a server runs on it."""
    file = data / folder.NAME
    if not file.is_file():
        raise Stop("cli.nothing_kept", folder=str(data))
    with folder.held(data), folder.in_words(data), closing(Log(file)) as log:
        log.check()
        yield log


def named(log: Log, id: str | None, t: Words) -> Row:
    """The meeting of this id, or the only one there is. Raises Stop with the choices where there are several."""
    rows = log.all_meetings()
    chosen = [row for row in rows if id in (None, row.id)]
    if not rows:
        raise Stop("cli.key_gone" if log.unreadable() else "cli.no_meetings")
    if not chosen:
        raise Stop("cli.no_such_meeting", id=id)
    if len(chosen) > 1:
        raise Stop("cli.which_meeting", meetings="; ".join(described(row, t) for row in rows))
    return chosen[0]


def described(row: Row, t: Words) -> str:
    """A meeting in one line: its id, its plan, and when it was opened."""
    plan = next(iter(row.plans.values()))
    return f"{row.id} {plan.title} ({t.when(row.opened)})"


def notes_of(log: Log, row: Row, format: str) -> bytes:
    """The session notes of a meeting as a file."""
    return notes.render(notes.build(_silent(log).meeting(row.id), row.opened), format)


def due(log: Log) -> list[Row]:
    return [row for row in log.all_meetings() if row.delete_at is not None and row.delete_at <= minute()]


def courses(log: Log, due: bool) -> list[str]:
    """The courses there are, or those that are to be deleted by now."""
    shelf = Shelf(log)
    return shelf.due(minute()) if due else shelf.due(NEVER)


def erase_courses(log: Log, ids: list[str]) -> None:
    for id in ids:
        Shelf(log).delete(id)


def erase(log: Log, rows: list[Row]) -> None:
    live = _silent(log)
    for row in rows:
        live.delete(row.id)


def fresh_link(config: Config) -> str:
    """A new one-time link to lead with, from the server that runs on the folder, or for when it is started."""
    running = folder.address(config.data)
    if running is None:
        with opened(config.data) as log:
            return f"{addresses.own(config, config.port)}/lead/key/{keys.make_once(log)}"
    box = folder.LetterBox(config.data)
    once = keys.make_once(cast(Log, box))
    until = time.monotonic() + COLLECTED_WITHIN
    while box.letters():
        if time.monotonic() > until:
            raise Stop("cli.key_not_taken")
        time.sleep(0.05)
    return f"{running}/lead/key/{once}"


def _silent(log: Log) -> Live:
    return Live(log, lambda meeting, who: None)
