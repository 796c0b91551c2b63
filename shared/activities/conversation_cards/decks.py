"""The decks that come along: plain text files beside this one, one card on each line, one file for each language.

Anyone may change a line or add a deck; a file is called <name>.<language>.txt, and there is one for each language.
"""

from __future__ import annotations

from pathlib import Path

from shared.words import LANGUAGES

HOME = Path(__file__).parent / "decks"


def _cards(file: Path) -> list[str]:
    lines = (line.strip() for line in file.read_text("utf8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _whole(name: str) -> dict[str, list[str]]:
    return {lang: _cards(HOME / f"{name}.{lang}.txt") for lang in LANGUAGES}


NAMES = sorted({file.name.split(".")[0] for file in HOME.glob("*.txt")})
DECKS = {name: _whole(name) for name in NAMES}  # name -> language -> cards
