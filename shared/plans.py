"""Plan files, read and looked over. What is wrong is said with the file, the line, the step and the field.

A plan is data only. Nothing in it is run, looked up on disk or shown as HTML.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from shared import plan_language, plan_rules, plan_shape
from shared.activity import Struct, activities
from shared.house import Library
from shared.plan import Plan
from shared.plan_places import WHOLE, Places
from shared.plan_rules import Level, Wrong
from shared.words import LANGUAGES, Words, words

LARGEST = 256 * 1024  # bytes; the longest of ours is a tenth of it
DEMO = "demo"
DEEPEST = 10  # tables within tables; ours are three
LONG_KEY = re.compile(r"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){40}")  # which the reader of TOML takes minutes over
NAMED = re.compile(rf"(.+)\.({'|'.join(LANGUAGES)})\.toml")


class Finding(Struct, frozen=True):
    """One thing to change in a plan file. `step` is its id, or its number where it has none; "" for the whole plan."""

    file: str
    line: int
    step: str
    field: str
    words: str
    level: Level = "problem"

    @property
    def where(self) -> str:
        """The step and the field, as they stand before the words."""
        named = ", ".join(filter(None, (self.step, self.field)))
        return f"{named}: " if named else ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}{self.words}"


class BadPlan(Exception):
    """A plan that cannot be used. The message names file, line, step, field and reason."""

    def __init__(self, finding: Finding):
        super().__init__(str(finding))
        self.finding = finding


def load(path: Path, t: Words | None = None) -> Plan:
    """The plan in a file. Raises BadPlan for the first thing that is wrong, said in the language of `t`."""
    source = _Source(path, t or words("en"))
    for finding in source.problems():
        raise BadPlan(finding)
    return source.plan


def library(folder: Path, t: Words | None = None) -> Library:
    """Every plan in a folder and those below it, by id and then by language. Raises BadPlan."""
    sources = [_Source(file, t or words("en")) for file in _files([folder])]
    for finding in (f for source in sources for f in source.problems()):
        raise BadPlan(finding)
    for finding in _between(sources):
        raise BadPlan(finding)
    found: Library = {}
    for source in sources:
        found.setdefault(source.plan.id, {})[source.plan.lang] = source.plan
    return found


def usable(folder: Path, taken: Library, t: Words) -> tuple[Library, list[Finding]]:
    """The plans in a folder that can be used beside those in `taken`, and what is wrong with each of the others."""
    found: Library = {}
    wrong: list[Finding] = []
    good: list[_Source] = []
    for source in (_Source(file, t) for file in _files([folder])):
        problems = list(source.problems())
        if not problems and source.plan.id in taken:
            problems = [source.finding(Wrong(WHOLE, "id", "plan.id_taken", {"id": source.plan.id}))]
        wrong += problems
        good += [] if problems else [source]
    between = list(_between(good))
    unlike = {finding.file for finding in between}
    for source in good:
        if str(source.file) not in unlike:
            found.setdefault(source.plan.id, {})[source.plan.lang] = source.plan
    return found, [*wrong, *between]


def check(paths: Iterable[Path], t: Words | None = None) -> list[Finding]:
    """Everything there is to say about the plans in these files and folders, problems and advice."""
    sources = [_Source(file, t or words("en")) for file in _files(paths)]
    problems = {source: list(source.problems()) for source in sources}
    good = [source for source in sources if not problems[source]]
    return [
        *(finding for found in problems.values() for finding in found),
        *_between(good),
        *_untranslated(good),
        *(finding for source in good for finding in source.advice()),
    ]


def schema() -> dict[str, Any]:
    """The JSON Schema of a plan, with the settings of every activity, for editors that complete and check."""
    kinds = {name: module.Settings for name, module in activities().items()}
    _, parts = msgspec.json.schema_components([Plan, *kinds.values()], ref_template="#/$defs/{name}")
    settings = {f"{kind.__module__}.{kind.__qualname__}": f"{name}_settings" for name, kind in kinds.items()}
    parts = {settings.get(name, name): part for name, part in parts.items()}
    plan, step = parts.pop("Plan"), parts["Step"]
    step["properties"]["activity"] = {"enum": sorted(kinds)}
    step["allOf"] = [_settings_of(name) for name in sorted(kinds)]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **plan, "title": "Samklang plan", "$defs": parts}


def _settings_of(name: str) -> dict[str, Any]:
    fresh = {"properties": {"activity": {"const": name}}, "not": {"required": ["continues"]}}
    return {
        "if": fresh,
        "then": {"properties": {"settings": {"$ref": f"#/$defs/{name}_settings"}}, "required": ["settings"]},
    }


class _Source:
    """A plan file while it is looked over."""

    def __init__(self, file: Path, t: Words):
        self.file, self.t = file, t
        self.places, self.raw = Places(""), {}
        self.plan: Plan = None  # type: ignore[assignment]  there once it has no problems
        self._unreadable = self._read()

    def problems(self) -> Iterator[Finding]:
        """What keeps it from being used. A plan whose fields are wrong is not looked at as a whole."""
        if self._unreadable:
            yield self._unreadable
            return
        wrong = list(plan_rules.fields(self.raw))
        if not wrong:
            self.plan = msgspec.convert(self.raw, Plan)
            wrong = [*self._name(), *plan_rules.whole(self.plan)]
        yield from sorted(map(self.finding, wrong), key=lambda finding: finding.line)

    def advice(self) -> Iterator[Finding]:
        found = [*plan_rules.advice(self.plan), *plan_language.advice(self.plan)]
        if self.plan.id != DEMO:
            found += plan_shape.advice(self.plan)
        yield from sorted(map(self.finding, found), key=lambda finding: finding.line)

    def finding(self, wrong: Wrong) -> Finding:
        line = self.places.line(wrong.step, wrong.field)
        said = self.t(wrong.key, **wrong.named)
        return Finding(str(self.file), line, self._step(wrong.step), wrong.field, said, wrong.level)

    def _step(self, number: int) -> str:
        if number == WHOLE:
            return ""
        step = self.raw["steps"][number]
        id = step.get("id") if isinstance(step, Mapping) else None
        return id if isinstance(id, str) and id else self.t("plan.step_number", number=number + 1)

    def _name(self) -> Iterator[Wrong]:
        named = NAMED.fullmatch(self.file.name)
        if not named or named.groups() != (self.plan.id, self.plan.lang):
            yield Wrong(WHOLE, "id", "plan.file_name", {"name": f"{self.plan.id}.{self.plan.lang}.toml"})

    def _read(self) -> Finding | None:
        try:
            if self.file.stat().st_size > LARGEST:
                return self._at(1, "plan.too_big", kilobytes=LARGEST // 1024)
            found = self.file.read_bytes()
            if found.startswith(b"\xef\xbb\xbf"):
                return self._at(1, "plan.mark_in_front")
            text = found.decode()
            if key := LONG_KEY.search(text):
                return self._at(text[: key.start()].count("\n") + 1, "plan.toml", column=1)
            self.places, self.raw = Places(text.replace("\r\n", "\n")), tomllib.loads(text)
            _check_depth(self.raw)
        except OSError:
            return self._at(1, "plan.cannot_open")
        except UnicodeDecodeError as wrong:
            return self._at(wrong.object[: wrong.start].count(b"\n") + 1, "plan.not_utf8")
        except (tomllib.TOMLDecodeError, RecursionError) as wrong:
            return self._at_toml(str(wrong))

    def _at_toml(self, said: str) -> Finding:
        place = re.search(r"\(at line (\d+), column (\d+)\)", said)
        if not place:
            return self._at(self.file.read_bytes().count(b"\n") + 1, "plan.toml_end")
        key = "plan.toml_twice" if "overwrite" in said or "twice" in said else "plan.toml"
        return self._at(int(place[1]), key, column=int(place[2]))

    def _at(self, line: int, key: str, **named: Any) -> Finding:
        return Finding(str(self.file), line, "", "", self.t(key, **named))


def _check_depth(raw: Any) -> None:
    """Raises RecursionError where a plan is nested deeper than any could be; looked at without going down into it."""
    level = [raw]
    for _ in range(DEEPEST):
        inner = [each.values() if isinstance(each, Mapping) else each for each in level]
        level = [each for found in inner for each in found if isinstance(each, (Mapping, list))]
    if level:
        raise RecursionError


def _between(sources: list[_Source]) -> Iterator[Finding]:
    """What differs between the languages of one plan, and files that hold the same plan."""
    first: dict[str, _Source] = {}
    held: dict[tuple[str, str], _Source] = {}
    for source in sources:
        plan = source.plan
        if (plan.id, plan.lang) in held:
            other = held[plan.id, plan.lang].file
            yield source.finding(Wrong(WHOLE, "id", "plan.same_plan", {"file": str(other)}))
            continue
        held[plan.id, plan.lang] = source
        own = first.setdefault(plan.id, source)
        if own is not source:
            yield from map(source.finding, plan_rules.between(own.plan, plan))


def _untranslated(sources: list[_Source]) -> Iterator[Finding]:
    """Plans that lack a language which the others looked at have. A plan in one language of its own is no lack."""
    languages: dict[str, set[str]] = {}
    for source in sources:
        languages.setdefault(source.plan.id, set()).add(source.plan.lang)
    most = set().union(*languages.values())
    for source in sources:
        own = languages.pop(source.plan.id, most)
        for lang in sorted(most - own) if len(own) > 1 else ():
            yield source.finding(Wrong(WHOLE, "lang", "plan.no_translation", {"lang": lang}, "advice"))


def _files(paths: Iterable[Path]) -> list[Path]:
    found = [sorted(path.rglob("*.toml")) if path.is_dir() else [path] for path in paths]
    return [file for files in found for file in files]
