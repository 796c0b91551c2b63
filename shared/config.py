"""Settings, read once: from SAMKLANG_* and the command line. Wrong ones get one clear line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

Async = Literal["eventlet", "gevent", "threading"]
PREFIX = "SAMKLANG_"
LARGEST_ROOM = 1500  # people; a conference


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it and says what would do."""

    def __init__(self, name: str, value: object, said: str):
        super().__init__(f"{name}: {said}")
        self.name, self.value = name, value


class Config(msgspec.Struct, frozen=True, kw_only=True):
    host: str = "0.0.0.0"
    port: int = 8000  # 0 takes any free one
    data: Path = Path("data")
    public_url: str = ""  # what phones use, where it is not found out from the network
    lang: Literal["da", "nb", "nn", "en"] = "da"
    browser: bool = True  # open the control screen
    async_mode: Async = "eventlet"
    help: Path | None = None  # who people can call; else help.toml in the data folder
    code_length: int = 6  # characters of a typed code; 8 where many groups share one installation
    room_size: int = 60  # phones in one meeting; a conference sets more
    dev: bool = False

    @property
    def https(self) -> bool:
        """Whether browsers reach us over a line that nobody else can read."""
        return self.public_url.startswith("https://")


def read(given: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings: `given` (None values left out), else SAMKLANG_*, else the defaults. Raises BadSetting."""
    names = {f"{PREFIX}{f.name.upper()}": f.name for f in msgspec.structs.fields(Config)}
    names[f"{PREFIX}ASYNC"] = "async_mode"
    found: dict[str, Any] = {field: environ[name] for name, field in names.items() if environ.get(name)}
    found |= {name: value for name, value in (given or {}).items() if value is not None}
    found = {name: str(value) if isinstance(value, Path) else value for name, value in found.items()}
    try:
        config = msgspec.convert(found, Config, strict=False, dec_hook=lambda kind, value: kind(value))
    except msgspec.ValidationError as wrong:
        name = str(wrong).rpartition("`$.")[2].rstrip("`")
        raise BadSetting(name, found.get(name), str(wrong)) from None
    if not 0 <= config.port <= 65535:
        raise BadSetting("port", config.port, "must be between 0 and 65535")
    if config.public_url and not config.public_url.startswith(("http://", "https://")):
        raise BadSetting("public_url", config.public_url, "must begin with http:// or https://")
    if not 4 <= config.code_length <= 12:
        raise BadSetting("code_length", config.code_length, "must be between 4 and 12")
    if not 4 <= config.room_size <= LARGEST_ROOM:
        raise BadSetting("room_size", config.room_size, f"must be between 4 and {LARGEST_ROOM}")
    return config


ASYNC_MODES = get_args(Async)
