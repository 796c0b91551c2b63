"""Check-in: everyone may say how they arrive. Heavy is as welcome as light."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shared import arriving
from shared.activity import Struct
from shared.arriving import (
    Command,
    Event,
    Label,
    all_same,
    collects,
    decide,
    evolve,
    notes,
    reveal,
    settle,
    spread,
    view,
    voices,
    without,
)

__all__ = [
    "Command",
    "Event",
    "all_same",
    "collects",
    "decide",
    "evolve",
    "notes",
    "reveal",
    "settle",
    "spread",
    "view",
    "voices",
    "without",
]


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    form: Literal["word", "weather", "picture", "scale", "spoken"] = "word"
    help: str = ""
    labels: Annotated[list[Label], Meta(max_length=5)] = []  # the scale's words; none: our own five
    short: bool = False  # the two-minute form


class State(arriving.Coming, frozen=True):
    settings: Settings
