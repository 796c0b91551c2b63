"""How a plan is worded: words to leave out, names that belong to others, and how easy it is to read.

The words stand in shared/plan_words/<language>.toml, where whoever knows the language can change them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from shared.activity import activities
from shared.plan import Plan, Step
from shared.plan_places import WHOLE
from shared.plan_rules import Wrong, choices

HOME = Path(__file__).parent / "plan_words"
EASY = 30  # LIX; below it a text is very easy (Björnsson 1968)
EASY_CUES = 38  # the one who leads reads them beforehand
LONG = 6  # letters; longer words count as long
CUES = ("say", "do", "watch", "heavy")
NO_WORDS = {"options_from", "compare_with"}  # settings that are names of steps

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.?:;…]+(?=\s|$)|\n")

Text = tuple[int, str, str]  # step, field, text


def advice(plan: Plan) -> Iterator[Wrong]:
    """What may be worded otherwise, text by text; then how hard the plan is to read as a whole."""
    room, lead = list(for_the_room(plan)), list(for_whoever_leads(plan))
    for step, field, text in room:
        yield from _left_out(step, field, text, plan.lang)
        if "!" in text:
            yield Wrong(step, field, "plan.shouts", level="advice")
    for step, field, text in (*room, *lead):
        for name in _found(text, _names(plan.lang)):
            yield Wrong(step, field, "plan.others_name", {"name": name}, "advice")
    yield from _first_question(plan)
    for texts, field, most in ((room, "", EASY), (lead, "cues", EASY_CUES)):
        if (hard := lix(text for _, _, text in texts)) > most:
            yield Wrong(WHOLE, "steps", "plan.hard_cues" if field else "plan.hard", {"n": hard, "most": most}, "advice")


def lix(texts: Iterable[str]) -> int:
    """How hard texts are to read: words in a sentence, and long words in a hundred. 0 without a word."""
    words = sentences = long = 0
    for text in texts:
        found = _WORD.findall(text)
        words += len(found)
        long += sum(len(word) > LONG for word in found)
        sentences += sum(1 for part in _SENTENCE.split(text) if _WORD.search(part))
    return round(words / sentences + 100 * long / words) if words else 0


def for_the_room(plan: Plan) -> Iterator[Text]:
    """Every text that participants see."""
    yield from ((WHOLE, field, getattr(plan, field)) for field in ("title", "why") if getattr(plan, field))
    for n, step in enumerate(plan.steps):
        yield n, "title", step.title
        for field, text in _settings(step):
            yield n, f"settings.{field}", text


def for_whoever_leads(plan: Plan) -> Iterator[Text]:
    """Every text that facilitators alone see."""
    whole = ("aim", "safety", "carries_over")
    yield from ((WHOLE, field, getattr(plan, field)) for field in whole if getattr(plan, field))
    for n, step in enumerate(plan.steps):
        yield from ((n, f, getattr(step, f)) for f in ("safety", "without_phones") if getattr(step, f))
        yield from ((n, f"cues.{f}", getattr(step.cues, f)) for f in CUES if getattr(step.cues, f))


def about_health(plan: Plan) -> list[Text]:
    """The questions that name health, which most need not."""
    return [
        (n, field, text)
        for n, field, text in for_the_room(plan)
        if field in ("settings.prompt", "settings.gentler") and _found(text, _listed(plan.lang, "health"))
    ]


def _settings(step: Step) -> Iterator[tuple[str, str]]:
    known = {f.encode_name: f for f in msgspec.structs.fields(activities()[step.activity].Settings)}
    for name, value in step.settings.items():
        if name not in NO_WORDS and name in known and not choices(known[name].type):
            yield from _texts(name, value)


def _texts(field: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield field, value
        case list():
            for n, each in enumerate(value, start=1):
                yield from _texts(f"{field}[{n}]", each)
        case dict():
            for name, each in value.items():
                yield from _texts(f"{field}.{name}", each)


def _left_out(step: int, field: str, text: str, lang: str) -> Iterator[Wrong]:
    for pattern, instead in _patterns(lang):
        if found := pattern.search(text):
            yield Wrong(step, field, "plan.leave_out", {"word": found[0], "instead": instead}, "advice")


def _first_question(plan: Plan) -> Iterator[Wrong]:
    """The first thing people are asked to think about is something that works, exists or is wished for."""
    asked = [(n, step) for n, step in enumerate(plan.steps) if step.activity not in ("info", "agreement", "check_in")]
    for n, step in asked[:1]:
        for word in _found(step.settings.get("prompt", ""), _listed(plan.lang, "hard")):
            yield Wrong(n, "settings.prompt", "plan.hard_first", {"word": word}, "advice")


def _found(text: str, patterns: Iterable[re.Pattern[str]]) -> list[str]:
    return [found[0] for pattern in patterns if (found := pattern.search(text))]


@cache
def _read(lang: str) -> dict[str, Any]:
    return tomllib.loads((HOME / f"{lang}.toml").read_text("utf8"))


@cache
def _patterns(lang: str) -> list[tuple[re.Pattern[str], str]]:
    return [(_pattern(word), instead) for word, instead in _read(lang)["leave_out"].items()]


@cache
def _listed(lang: str, name: str) -> list[re.Pattern[str]]:
    return [_pattern(word) for word in _read(lang)[name]["words"]]


@cache
def _names(lang: str) -> list[re.Pattern[str]]:
    """Names are looked for as they are written, so that an ordinary word that looks alike is left alone."""
    return [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in _read(lang)["names"]["words"]]


def _pattern(word: str) -> re.Pattern[str]:
    ending = r"\w*" if word.endswith("*") else r"(?!\w)"
    return re.compile(rf"(?<!\w){re.escape(word.removesuffix('*'))}{ending}", re.IGNORECASE)
