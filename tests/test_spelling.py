"""Every word that is shown is spelled as a dictionary has it, or is named in tests/spelling.toml.

The dictionaries are those of the free office suites, read by spylls, which knows the compounds of Danish and Norwegian.
"""

import gc
import re
import tomllib
import warnings
from functools import cache
from pathlib import Path

import pytest
from spylls.hunspell import Dictionary

from shared import plan_language, plans
from shared.words import LANGUAGES, catalogue

HOME = Path(__file__).parent.parent
DICTIONARIES = {"da": "da", "nb": "nb", "nn": "nn", "en": "en-gb"}
EXCEPTIONS = tomllib.loads((HOME / "tests/spelling.toml").read_text("utf8"))
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
GAP = re.compile(r"\{\w+\}|<[^>]+>|https?://\S+|[\w.]+\.(?:toml|md|html|csv|json|local)\b|--\w+|\b\w+_\w+\b|`[^`]*`")
PLANS = sorted((HOME / "session_plans").rglob("*.toml"))


@cache
def dictionary(lang: str) -> Dictionary:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # spylls leaves its files to the garbage collector
        found = Dictionary.from_files(str(HOME / "node_modules" / f"dictionary-{DICTIONARIES[lang]}" / "index"))
        gc.collect()
    return found


def unknown(lang: str, texts: list[str]) -> set[str]:
    """The words of these texts that neither the dictionary nor our list of exceptions has."""
    words = {word for text in texts for word in WORD.findall(GAP.sub(" ", text)) if len(word) > 1}
    known = set(EXCEPTIONS["names"]) | set(EXCEPTIONS[lang])
    return {w for w in words - known if w.lower() not in known and not dictionary(lang).lookup(w)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_on_the_screens_are_spelled_right(lang):
    assert unknown(lang, [text for forms in catalogue(lang).values() for text in forms]) == set()


@pytest.mark.parametrize("lang", sorted({file.name.split(".")[1] for file in PLANS}))
def test_the_plans_are_spelled_right(lang):
    texts = []
    for file in PLANS:
        if file.name.endswith(f".{lang}.toml"):
            plan = plans.load(file)
            texts += [text for _, _, text in plan_language.for_the_room(plan)]
            texts += [text for _, _, text in plan_language.for_whoever_leads(plan)]
    assert unknown(lang, texts) == set()


def test_a_word_that_is_spelled_wrong_is_found():
    assert unknown("da", ["Det er en god dag, og vi tler sammen."]) == {"tler"}
    assert unknown("nb", ["Det er en god dag, og vi snaker sammen om rommmet."]) >= {"rommmet"}


def test_no_exception_is_kept_that_is_not_needed():
    for lang in LANGUAGES:
        needless = {word for word in EXCEPTIONS[lang] if dictionary(lang).lookup(word)}
        assert needless == set(), lang
