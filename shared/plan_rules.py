"""What a plan has to be, beyond being readable: each rule names the step and the field it is about, and a word key.

The words are for people who write plans and not programs, so that what the type checker of msgspec says is turned
into a key with its numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from types import ModuleType
from typing import Any, Literal, get_args

import msgspec

from shared.activity import Struct, activities
from shared.plan import LENGTHS, Cues, Plan, Step, minutes_of
from shared.plan_places import WHOLE

Level = Literal["problem", "advice"]

LONGEST = 1200  # characters of any text: a plan is read while leading
QUESTION = {"wall": 60}  # characters that can be read from the back of the room
QUESTION_ELSEWHERE = 90

_fields = cache(msgspec.structs.fields)  # the same few records again for each step of each plan, at every start
_TAG = re.compile(r"<[A-Za-z/!?]")
_SAID = (  # what msgspec says -> our words for it
    (re.compile(r"Expected `str` of length <= (\d+)"), "too_long"),
    (re.compile(r"Expected `str` of length >="), "empty"),
    (re.compile(r"Expected `array` of length <= (\d+)"), "too_many"),
    (re.compile(r"Expected `array` of length >= (\d+)"), "too_few"),
    (re.compile(r"Expected `int` <= (-?\d+)"), "too_large"),
    (re.compile(r"Expected `int` >= (-?\d+)"), "too_small"),
    (re.compile(r"Expected `str` matching regex"), "name"),
    (re.compile(r"Invalid enum value"), "choice"),
    (re.compile(r"Expected `([^`]+)`, got"), "kind"),
)
_KINDS = {"str": "text", "int": "number", "array": "list", "object": "table", "bool": "yes_no"}


class Wrong(Struct, frozen=True):
    """One thing to change. `step` counts from 0, WHOLE for the plan itself; `key` and `named` are the words."""

    step: int
    field: str
    key: str
    named: dict[str, Any] = {}
    level: Level = "problem"


def fields(raw: Mapping[str, Any]) -> Iterator[Wrong]:
    """What is missing, unknown or of the wrong kind in a plan as it was read."""
    yield from _of_struct(raw, Plan, WHOLE, inner=("steps",))
    yield from _harmful(raw, WHOLE, inner=("steps",))
    steps = raw.get("steps", [])
    if not isinstance(steps, list) or not steps:
        yield Wrong(WHOLE, "steps", "plan.no_steps")
        return
    if len(steps) > 40:
        yield Wrong(WHOLE, "steps", "plan.too_many", {"n": 40})
    for n, step in enumerate(steps):
        yield from _of_step(step, n) if isinstance(step, dict) else [Wrong(n, "", "plan.kind.table")]


def whole(plan: Plan) -> Iterator[Wrong]:
    """What does not fit together in a plan whose fields are as they should be."""
    yield from _names(plan)
    yield from _minutes(plan)
    for n, step in enumerate(plan.steps):
        yield from _points_back(plan, n, "continues", step.continues or "")
        yield from _points_back(plan, n, "settings.options_from", step.settings.get("options_from", ""))
        yield from _points_back(plan, n, "settings.compare_with", step.settings.get("compare_with", ""))
        yield from _options(step, n)
        if plan.reviewed and step.release == "live":
            yield Wrong(n, "release", "plan.unread")


def advice(plan: Plan) -> Iterator[Wrong]:
    """What may stay, but is rarely meant so."""
    for n, step in enumerate(plan.steps):
        most = QUESTION.get(step.activity, QUESTION_ELSEWHERE)
        if len(step.settings.get("prompt", "")) > most:
            yield Wrong(n, "settings.prompt", "plan.long_question", {"n": most}, "advice")


def between(own: Plan, other: Plan) -> Iterator[Wrong]:
    """What in `other` differs from `own`, the same plan in another language, although only words may."""
    for name in ("domain", "reviewed"):
        if getattr(own, name) != getattr(other, name):
            yield Wrong(WHOLE, name, "plan.differs", {"lang": own.lang})
    ids, theirs = [s.id for s in own.steps], [s.id for s in other.steps]
    if ids != theirs:
        n = next((n for n, id in enumerate(theirs) if n >= len(ids) or ids[n] != id), WHOLE)
        yield Wrong(n, "id", "plan.other_steps", {"lang": own.lang})
        return
    for n, (one, two) in enumerate(zip(own.steps, other.steps, strict=True)):
        for name in ("activity", "continues", "minutes", "release", "depth", "notes", "phones"):
            if getattr(one, name) != getattr(two, name):
                yield Wrong(n, name, "plan.differs", {"lang": own.lang})
        for name in _same_everywhere(one, two):
            yield Wrong(n, f"settings.{name}", "plan.differs", {"lang": own.lang})


def choices(kind: Any) -> list[str]:
    """The words that a setting of this kind may be, where only some may."""
    if getattr(kind, "__origin__", None) is Literal:
        return list(get_args(kind))
    return [choice for part in get_args(kind) if not isinstance(part, msgspec.Meta) for choice in choices(part)]


# --- fields -----------------------------------------------------------------------------------------------------


def _of_step(raw: Mapping[str, Any], n: int) -> Iterator[Wrong]:
    yield from _of_struct(raw, Step, n, inner=("settings", "cues"))
    yield from _harmful(raw, n)
    if isinstance(cues := raw.get("cues", {}), dict):
        yield from _of_struct(cues, Cues, n, "cues.")
    else:
        yield Wrong(n, "cues", "plan.kind.table")
    name, settings = raw.get("activity"), raw.get("settings", {})
    if isinstance(name, str) and name not in activities():
        yield Wrong(n, "activity", "plan.choice", {"choices": ", ".join(activities())})
    elif not isinstance(settings, dict):
        yield Wrong(n, "settings", "plan.kind.table")
    elif raw.get("continues"):
        if settings:
            yield Wrong(n, "settings", "plan.settings_of_continued", {"of": raw["continues"]})
    elif isinstance(name, str):
        yield from _of_struct(settings, activities()[name].Settings, n, "settings.")


def _of_struct(raw: Mapping[str, Any], kind: Any, step: int, under: str = "", inner: tuple = ()) -> Iterator[Wrong]:
    known = {f.encode_name: f for f in _fields(kind) if f.encode_name not in inner}
    meant: set[str] = set()
    for name in raw.keys() - known.keys() - set(inner):
        near = get_close_matches(name, [n for n in known if n not in raw], 1)
        meant.update(near)
        yield Wrong(step, under + name, "plan.unknown_near" if near else "plan.unknown", {"near": "".join(near)})
    for name, field in known.items():
        if name in raw:
            yield from _of_kind(raw[name], field.type, step, under + name)
        elif field.required and name not in meant:
            yield Wrong(step, under + name, "plan.missing")


def _of_kind(value: Any, kind: Any, step: int, field: str) -> Iterator[Wrong]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as said:
        item = re.search(r"\$\[(\d+)\]", str(said))
        yield Wrong(step, f"{field}[{int(item[1]) + 1}]" if item else field, *_in_words(str(said), kind))


def _in_words(said: str, kind: Any) -> tuple[str, dict[str, Any]]:
    for pattern, key in _SAID:
        if found := pattern.search(said):
            if key == "kind":
                return f"plan.kind.{_KINDS.get(found[1], 'minutes')}", {}
            if key == "choice":
                return "plan.choice", {"choices": ", ".join(choices(kind))}
            return f"plan.{key}", {"n": int(found[1])} if found.groups() else {}
    return "plan.unreadable", {}


def _harmful(raw: Any, step: int, field: str = "", inner: tuple = ()) -> Iterator[Wrong]:
    """Tags, control characters and texts beyond measure, wherever they stand."""
    match raw:
        case dict():
            for name, value in raw.items():
                if name not in inner:
                    yield from _harmful(value, step, f"{field}.{name}" if field else str(name))
        case list():
            for n, value in enumerate(raw, start=1):
                yield from _harmful(value, step, f"{field}[{n}]")
        case str():
            if _TAG.search(raw):
                yield Wrong(step, field, "plan.tag")
            if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\n\u00ad\u200d" for c in raw):
                yield Wrong(step, field, "plan.control")
            if len(raw) > LONGEST:
                yield Wrong(step, field, "plan.too_long", {"n": LONGEST})


# --- the plan as a whole ----------------------------------------------------------------------------------------


def _names(plan: Plan) -> Iterator[Wrong]:
    seen: set[str] = set()
    for n, step in enumerate(plan.steps):
        if step.id in seen:
            yield Wrong(n, "id", "plan.twice", {"id": step.id})
        seen.add(step.id)


def _minutes(plan: Plan) -> Iterator[Wrong]:
    named = [length for length in LENGTHS if any(_names_length(step, length) for step in plan.steps)]
    if not named and plan.minutes(LENGTHS[0]) not in map(int, LENGTHS):
        yield Wrong(WHOLE, "steps", "plan.minutes_in_all", {"n": plan.minutes(LENGTHS[0])})
    for length in named:
        lacking = [
            n for n, s in enumerate(plan.steps) if not isinstance(s.minutes, int) and not _names_length(s, length)
        ]
        for n in lacking:
            yield Wrong(n, "minutes", "plan.no_minutes", {"length": length})
        if not lacking and plan.minutes(length) != int(length):
            yield Wrong(WHOLE, "steps", "plan.minutes_sum", {"length": length, "n": plan.minutes(length)})


def _names_length(step: Step, length: str) -> bool:
    return isinstance(step.minutes, dict) and length in step.minutes


def _points_back(plan: Plan, n: int, field: str, to: str) -> Iterator[Wrong]:
    """`to` has to be an earlier step of the right kind, that is in every meeting this step is in."""
    if not to:
        return
    step, earlier = plan.steps[n], {s.id: s for s in plan.steps[:n]}
    if to not in earlier:
        later = to in {s.id for s in plan.steps}
        yield Wrong(n, field, "plan.points_later" if later else "plan.points_nowhere", {"id": to})
        return
    target = earlier[to]
    fits = target.activity == step.activity if field == "continues" else _lends(activities()[target.activity], field)
    if not fits or target.continues:
        yield Wrong(n, field, "plan.points_wrong", {"id": to})
    for length in LENGTHS:
        if minutes_of(step, length) and not minutes_of(target, length):
            yield Wrong(n, "minutes", "plan.points_left_out", {"id": to, "length": length})


def _lends(kind: ModuleType, field: str) -> bool:
    return hasattr(kind, "spread" if field == "settings.compare_with" else "offers")


def _options(step: Step, n: int) -> Iterator[Wrong]:
    """Where something is chosen between, there have to be things to choose between, from one place."""
    known = {f.encode_name for f in _fields(activities()[step.activity].Settings)}
    if step.continues or not {"options", "options_from"} <= known:
        return
    own, earlier = step.settings.get("options", []), step.settings.get("options_from", "")
    if own and earlier:
        yield Wrong(n, "settings.options", "plan.options_twice")
    elif not earlier and len(own) < 2:
        yield Wrong(n, "settings.options", "plan.options_missing")


# --- the same plan in several languages -------------------------------------------------------------------------


def _same_everywhere(one: Step, two: Step) -> Iterator[str]:
    """The names of settings that differ and are not words."""
    for field in _fields(activities()[one.activity].Settings):
        name = field.encode_name
        mine, theirs = (step.settings.get(name, field.default) for step in (one, two))
        if isinstance(mine, list) and isinstance(theirs, list):
            mine, theirs = len(mine), len(theirs)
        elif isinstance(mine, str) and not (choices(field.type) or name in ("options_from", "compare_with")):
            continue
        if mine != theirs:
            yield name
