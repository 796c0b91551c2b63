"""What pretend participants write: invented, ordinary, and different from one to the next."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SIZES = (("word", 30), ("note", 80), ("answer", 600))  # where nothing is written for a step: by how much there is room


class Voices:
    """One group's words in one language, so that two people seldom write the same."""

    def __init__(self, lang: str, seed: object):
        self.texts = _texts(lang)
        self.chance = random.Random(f"{seed}")
        self._left: dict[str, list[str]] = {}

    def take(self, step: str, room: int) -> str:
        """Something to write in this step, at most `room` characters long."""
        name = step if step in self.texts else next((size for size, most in SIZES if room <= most), "answer")
        fitting = [text for text in _flat(self.texts[name]) if len(text) <= room]
        if not fitting:
            name, fitting = "word", [text[:room] for text in self.texts["word"]]
        left = self._left.setdefault(name, [])
        if not left:
            left += self.chance.sample(fitting, len(fitting))
        return left.pop()

    def themes(self, step: str) -> dict[str, list[str]]:
        """The names a group might find for what was written in this step, each with its texts."""
        found = self.texts.get(step, [])
        return {one["theme"]: one["texts"] for one in found if isinstance(one, dict)}


@cache
def _texts(lang: str) -> dict[str, Any]:
    known = {"nn": "nb"}.get(lang, lang)
    return tomllib.loads((HERE / f"voices.{known}.toml").read_text("utf-8"))


def _flat(texts: list[Any]) -> list[str]:
    return [text for one in texts for text in (one["texts"] if isinstance(one, dict) else [one])]
