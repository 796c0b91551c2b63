"""What a disk may answer instead of doing what was asked, told apart by what people can do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy.exc import DBAPIError, IntegrityError

LOCKED = {5, 6}  # of SQLite's results: busy, and locked
DAMAGED = {11, 26}  # corrupt, and not a database

Why = Literal["locked", "closed"]


class NotNow(Exception):
    """The disk cannot do it now, and nothing of it has happened. `why`: another program holds it, or anything else."""

    def __init__(self, why: Why = "closed"):
        super().__init__(why)
        self.why: Why = why


class Damaged(Exception):
    """What was written there is no longer what is read."""


@contextmanager
def in_words() -> Iterator[None]:
    """Turns what the system says into NotNow or Damaged, which hold no path and nothing anyone wrote."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, sqlite3.Error) as wrong:
        reason = wrong.orig if isinstance(wrong, DBAPIError) else wrong
        result = _result(reason)
        no_text = isinstance(reason, sqlite3.OperationalError) and not result  # Python's word for bytes out of place
        if result in DAMAGED or no_text:
            raise Damaged from None
        raise NotNow("locked" if result in LOCKED else "closed") from None
    except UnicodeDecodeError:  # of a name in a table, as SQLite found it
        raise Damaged from None
    except OSError:
        raise NotNow from None


def _result(wrong: BaseException | None) -> int:
    """SQLite's own number for what happened, without its details."""
    return (getattr(wrong, "sqlite_errorcode", None) or getattr(wrong, "result", None) or 0) & 0xFF
