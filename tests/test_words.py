"""Every word a person reads: there in all four languages, used somewhere, and saying the same with the same numbers."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from shared.words import LANGUAGES, Words, catalogue

HOME = Path(__file__).parent.parent
FOLDERS = ("samklang", "facilitator", "participant", "shared")
# How sources name words: "wall.send"; t("wall.send"); "wall." ~ more, f"wall.{more}"; f"{more}.title"
QUOTED = re.compile(r"""(?<![\w.-])["']([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)["']""")
ASKED = re.compile(r"""\bt\(\s*(["'])([a-z][a-z0-9_.]*)\1\s*(~|[,)])""")
BEGUN = re.compile(r"""(?:["']([a-z][a-z0-9_.]*\.)["']\s*[~%])|(?:f["']([a-z][a-z0-9_.]*\.)\{)""")
ENDED = re.compile(r"""(?:f["']\{\w+\}|~\s*["'])(\.[a-z0-9_.]+)["']""")
REFUSED = re.compile(r"""\b(?:Refused|BadText)\(\s*["']([a-z_]+)["']""")


def files(*kinds: str) -> list[Path]:
    found = [file for folder in FOLDERS for kind in kinds for file in (HOME / folder).rglob(f"*.{kind}")]
    return [file for file in found if "dist" not in file.parts and not file.name.startswith("test_")]


def catalogues(lang: str) -> list[Path]:
    return [file for file in files("po") if file.name.endswith(f"{lang}.po")]


TEMPLATES = {file: file.read_text("utf8") for file in files("html")}
SOURCES = TEMPLATES | {file: file.read_text("utf8") for file in files("py", "js")}
KEYS = sorted(catalogue("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_has_words_in_every_language(lang):
    assert sorted(catalogue(lang)) == KEYS
    assert all(text.strip() for forms in catalogue(lang).values() for text in forms)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_stands_in_two_places(lang):
    keys: Counter[str] = Counter()
    for file in catalogues(lang):
        with file.open("rb") as source:
            keys.update(m.id if isinstance(m.id, str) else m.id[0] for m in read_po(source, locale=lang) if m.id)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_gaps_are_filled_in_every_language(lang):
    for key in KEYS:
        assert gaps(catalogue(lang)[key]) == gaps(catalogue("en")[key]), key
        assert len(catalogue(lang)[key]) == len(catalogue("en")[key]), key


def test_every_word_that_a_screen_asks_for_is_there():
    missing = {
        (file.name, key)
        for file, text in TEMPLATES.items()
        for _, key, then in ASKED.findall(text)
        if then != "~" and key not in KEYS
    }
    assert missing == set()


def test_every_begun_key_has_an_end():
    begun = {key for text in TEMPLATES.values() for _, key, then in ASKED.findall(text) if then == "~"}
    assert {key for key in begun if not any(known.startswith(key) for known in KEYS)} == set()


def test_every_refusal_has_words():
    refused = {key for file, text in SOURCES.items() if file.suffix == ".py" for key in REFUSED.findall(text)}
    assert len(refused) > 10
    assert {f"refused.{key}" for key in refused} <= set(KEYS)


def test_no_word_is_left_that_nothing_asks_for():
    whole = "\n".join(SOURCES.values())
    asked = set(QUOTED.findall(whole)) | {f"refused.{key}" for key in REFUSED.findall(whole)}
    begun = {part for found in BEGUN.findall(whole) for part in found if part}
    ends = set(ENDED.findall(whole))
    asked |= {key + end for key in asked for end in ends}
    unused = [key for key in KEYS if key not in asked and not any(key.startswith(part) for part in begun)]
    assert unused == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_shouts(lang):
    loud = {key: forms for key, forms in catalogue(lang).items() if any("!" in text for text in forms)}
    assert loud == {}


def test_one_and_many_are_told_apart():
    for lang in LANGUAGES:
        said = Words(lang)
        assert said("arriving.people", n=1) != said("arriving.people", n=2).replace("2", "1")
        assert "7" in said("arriving.people", n=7)


def gaps(forms: tuple[str, ...]) -> set[str]:
    return {gap for text in forms for gap in re.findall(r"\{(\w+)\}", text)} - {"n"} | (
        {"n"} if "{n}" in forms[-1] else set()
    )
