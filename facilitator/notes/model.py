"""What may leave the room, as one value that every format and the page are made from.

Only what was on the wall, in an order that says nothing; no names, no times of day, no counts of people. Each step
says in its plan whether its themes, its texts or nothing may go.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

from babel import dates
from msgspec import UNSET
from msgspec.structs import replace

from shared import anonymity
from shared.activity import Section, Struct
from shared.meeting import Meeting, collects, resting, voices
from shared.plan import Domain, InNotes, Language, Plan, Step
from shared.words import Words, words

LONGEST_NAME = 60  # characters of a title in a file's name
LETTERS = {"æ": "ae", "ø": "oe", "å": "aa"}


class Line(Struct, frozen=True):
    """Something somebody wrote, or an option with the dots it got. `id` stays the same as long as the meeting is."""

    id: str
    text: str
    dots: int | None = None
    out: bool = False  # left out by the one who leads


class Part(Struct, frozen=True):
    """What stands under one theme, or under none. Where only themes may go, it has no lines."""

    id: str = ""  # "" for what has no theme, also where a heading says so
    title: str = ""
    lines: tuple[Line, ...] = ()
    out: bool = False


class Chapter(Struct, frozen=True):
    """One step of the meeting."""

    title: str
    prompt: str
    kept: InNotes
    parts: tuple[Part, ...] = ()
    said: str = ""  # in place of parts: that nothing from here may go
    few: bool = False  # so few people wrote that their words stay here unless someone takes a line along


class Notes(Struct, frozen=True):
    """The whole of it, in the meeting's own language."""

    lang: Language
    domain: Domain
    title: str
    area: str  # the domain's name
    date: datetime.date
    day: str  # the same in words
    chapters: tuple[Chapter, ...]
    closing: str


def build(meeting: Meeting, opened: int) -> Notes:
    """The notes of a meeting as it stands. `opened`, in minutes since the epoch, dates one that has not begun."""
    plan, t = meeting.plan, words(meeting.plan.lang)
    date = datetime.datetime.fromtimestamp(min(meeting.began.values(), default=opened) * 60).date()
    chapters = [_chapter(meeting, step, t) for step in plan.steps if step.home == step.id and meeting.came_up(step.id)]
    return Notes(
        lang=plan.lang,
        domain=plan.domain,
        title=_one_line(plan.title),
        area=t(f"domain.{plan.domain}"),
        date=date,
        day=dates.format_date(date, "long", locale=t.locale),
        chapters=tuple(chapter for chapter in chapters if chapter.parts or chapter.said),
        closing=t("notes.closing"),
    )


def leaving(notes: Notes) -> Notes:
    """The notes without what was left out: all that a file may hold."""
    chapters = [replace(chapter, parts=_kept_parts(chapter)) for chapter in notes.chapters]
    return replace(notes, chapters=tuple(chapter for chapter in chapters if chapter.parts or chapter.said))


def file_name(notes: Notes, format: str) -> str:
    """A name that every system takes and that leads nowhere, e.g. "noter-smaa-lyspunkter-2026-11-21.md"."""
    plain = "".join(LETTERS.get(c, c) for c in notes.title.lower())
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    title = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-")
    parts = [words(notes.lang)("notes.file"), title, notes.date.isoformat()]
    return f"{'-'.join(filter(None, parts))}.{format}"


def _chapter(meeting: Meeting, step: Step, t: Words) -> Chapter:
    kind, state, kept = meeting.kind(step.id), meeting.stand(step.id).state, _kept(meeting.plan, step)
    chapter = Chapter(_one_line(step.title), _one_line(getattr(state.settings, "prompt", "")), kept)
    if kept == "none":
        # of a welcome or a break nobody expects any notes
        return replace(chapter, said=t("notes.none")) if collects(meeting, step.id) else chapter
    few = hasattr(kind, "voices") and not anonymity.enough(len(voices(meeting, step.id)))
    parts = [_part(meeting, step, section, kept, few) for section in kind.notes(state)]
    themed = any(part.id for part in parts)
    named = [replace(part, title=t("notes.loose")) if themed and not part.id else part for part in parts]
    return replace(chapter, parts=tuple(part for part in named if part.id or part.lines), few=few and kept == "texts")


def _kept(plan: Plan, step: Step) -> InNotes:
    return plan.notes if step.notes is UNSET else step.notes


def _part(meeting: Meeting, step: Step, section: Section, kept: InNotes, few: bool) -> Part:
    gone = resting(meeting)
    texts = [(id, text) for id, text in section.lines if id not in gone] if kept == "texts" else []
    lines = [Line(f"{step.id}/{id}", text) for id, text in texts]
    lines = [replace(line, out=_is_out(meeting, line.id, few)) for line in lines]
    counts = [Line(f"{step.id}/option-{n}", _one_line(name), dots) for n, name, dots in _most_first(section.counts)]
    lines += [replace(line, out=_is_out(meeting, line.id)) for line in counts]
    theme = f"{step.id}/{section.id}" if section.title else ""
    return Part(theme, _one_line(section.title), tuple(lines), out=_is_out(meeting, theme))


def _is_out(meeting: Meeting, id: str, few: bool = False) -> bool:
    return bool(id) and (id in meeting.left_out or (few and id not in meeting.put_back))


def _most_first(counts: list[tuple[str, int]]) -> list[tuple[int, str, int]]:
    """Options with their place in the plan: the most dots first, and where they are even, as the plan has them."""
    return sorted(((n, name, dots) for n, (name, dots) in enumerate(counts)), key=lambda option: -option[2])


def _kept_parts(chapter: Chapter) -> tuple[Part, ...]:
    staying = [part for part in chapter.parts if not part.out]
    lines = [tuple(line for line in part.lines if not line.out) for part in staying]
    parts = [replace(part, lines=kept) for part, kept in zip(staying, lines, strict=True)]
    return tuple(part for part in parts if part.id or part.lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())
