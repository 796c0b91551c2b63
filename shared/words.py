"""Every word Samklang shows, in the language of whoever reads it.

Catalogues are gettext .po files: shared/translations/<part>.<lang>.po for what is common, and words/<lang>.po in
each activity's folder. Ids are keys such as "wall.send"; the English text stands in en.po like any other.
"""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, dates
from babel.messages.pofile import read_po

from shared import activities

HERE = Path(__file__).parent
LANGUAGES = ("da", "nb", "nn", "en")
FALLBACK = {"nn": ("nb", "en"), "nb": ("en",), "da": ("en",), "en": ()}


class Words:
    """One language's words: `words("wall.send")`, `words("lobby.here", n=3)`."""

    def __init__(self, lang: str):
        self.lang = lang
        self.locale = Locale.parse(lang)
        self._texts = catalogue(lang)

    def __call__(self, key: str, **named: Any) -> str:
        return self._find(key, named.get("n")).format(**named)

    def has(self, key: str) -> bool:
        return key in self._texts

    def day(self, minute: int) -> str:
        """A day, e.g. "21. november", for a time in whole minutes since the epoch."""
        return dates.format_skeleton("MMMMd", _local(minute), locale=self.locale)

    def date(self, day: datetime.date) -> str:
        """A day with its year, e.g. "21. november 2026"."""
        return dates.format_date(day, "long", locale=self.locale)

    def time(self, minute: int) -> str:
        """A time of day, e.g. "21.30"."""
        return dates.format_time(_local(minute), "short", locale=self.locale)

    def when(self, minute: int) -> str:
        """A day and time in a sentence, e.g. "21. november kl. 21.30"."""
        return self("when", day=self.day(minute), time=self.time(minute))

    def _find(self, key: str, n: Any) -> str:
        for lang in (self.lang, *FALLBACK[self.lang]):
            if forms := catalogue(lang).get(key):
                one = isinstance(n, int) and self.locale.plural_form(n) == "one"
                return forms[0] if one or len(forms) == 1 else forms[1]
        raise KeyError(key)


@cache
def words(lang: str) -> Words:
    """The words of a language; of English for one we do not have."""
    return Words(lang if lang in LANGUAGES else "en")


@cache
def catalogue(lang: str) -> dict[str, tuple[str, ...]]:
    """key -> its forms: one, or (singular, plural)."""
    texts: dict[str, tuple[str, ...]] = {}
    of_each = [file for home in activities.__path__ for file in sorted(Path(home).glob(f"*/words/{lang}.po"))]
    for file in [*sorted(HERE.glob(f"translations/*.{lang}.po")), *of_each]:
        with file.open("rb") as source:
            for message in read_po(source, locale=lang):
                if message.id and message.string:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    texts[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return texts


def choose(asked: str | None, accepted: list[str], default: str) -> str:
    """The language for a reader: what they chose, else what their browser asks for, else the default."""
    for wish in [asked or "", *accepted]:
        lang = {"no": "nb"}.get(wish[:2].lower(), wish[:2].lower())
        if lang in LANGUAGES:
            return lang
    return default


def _local(minute: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(minute * 60)
