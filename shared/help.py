"""Who people can call: a list that each installation writes and dates itself. Samklang ships no number.

It stands in the file that SAMKLANG_HELP names, else in help.toml in the data folder; docs/help.example.toml shows its
form. Without one, phones say what is always true: that there are people in the room.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated

import msgspec

from shared.activity import Struct
from shared.config import Config

NAME = "help.toml"
FRESH = datetime.timedelta(days=180)  # after that nobody should trust a number without looking
MOST = 12  # who is in need does not read a long list

Line = Annotated[str, msgspec.Meta(max_length=160)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Number = Annotated[str, msgspec.Meta(pattern=r"^\+?[0-9][0-9 ()-]{1,24}$")]


class BadHelp(ValueError):
    """The list cannot be read; says which file, and where in it."""


class Contact(Struct, frozen=True):
    name: Name
    number: Number
    when: Line = ""  # opening hours, in words
    note: Line = ""  # whom or what it is for

    @property
    def link(self) -> str:
        return "tel:" + re.sub(r"[^+0-9]", "", self.number)


class Help(Struct, frozen=True):
    checked_on: datetime.date | None = None
    contact: Annotated[list[Contact], msgspec.Meta(max_length=MOST)] = []

    def is_old(self, today: datetime.date) -> bool:
        """Whether nobody has looked for so long that the list must say so."""
        return self.checked_on is None or today - self.checked_on > FRESH


def of(config: Config) -> Help:
    """The list of this installation; empty where there is none. Raises BadHelp."""
    if config.help:
        return read(config.help)
    own = config.data / NAME
    return read(own) if own.is_file() else Help()


def read(file: Path) -> Help:
    """Raises BadHelp."""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Help)
    except (OSError, ValueError) as wrong:  # msgspec's errors are ValueErrors too
        raise BadHelp(f"{file}: {wrong}") from None
