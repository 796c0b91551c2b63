"""Sets of cards that can be edited without touching code: one text file for each set and language, one card a line.

`values.da.txt` is the set "values" in Danish. Lines that begin with # are for whoever edits. The same line in every
language is the same card, so that a phone that changes language keeps what was chosen.
"""

from __future__ import annotations

from pathlib import Path

CardSets = dict[str, dict[str, list[str]]]  # set -> language -> cards


def read(folder: Path) -> CardSets:
    """Every set in a folder."""
    found: CardSets = {}
    for file in sorted(folder.glob("*.*.txt")):
        name, lang, _ = file.name.split(".")
        found.setdefault(name, {})[lang] = _cards(file.read_text("utf8"))
    return found


def _cards(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]
