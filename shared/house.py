"""What the blueprints are built on: one value that holds the parts, put together by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shared.config import Config
from shared.help import Help
from shared.live import Live
from shared.log import Log
from shared.plan import Plan
from shared.presence import Presence

Library = dict[str, dict[str, Plan]]  # plan id -> language -> plan


@dataclass(frozen=True)
class House:
    config: Config
    log: Log
    live: Live
    presence: Presence
    library: Library
    address: Callable[[], str]  # what phones type and scan, e.g. "http://192.168.1.5:8000"; never ends in "/"
    hang_up: Callable[[str], None] = lambda meeting: None  # ends the live connections of every phone in a meeting
    hang_up_revoked: Callable[[], None] = lambda: None  # and those of every device that leads no longer
    help: Help = field(default_factory=Help)
    left_out: list[Any] = field(default_factory=list)  # what is wrong with own plans that are not in the library
