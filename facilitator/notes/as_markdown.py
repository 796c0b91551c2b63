"""The notes as Markdown. Nothing that anyone wrote can become a heading, a link, a picture or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facilitator.notes.model import Chapter, Line, Notes
from shared.words import Words, words

MARKUP = re.compile(r"[\\`*_{}\[\]<>&#|~^$=@]")  # anywhere in a line
ADDRESS = re.compile(r"[.:](?=\S)")  # an address without its dots and colons is not taken for a link
AT_START = re.compile(r"^(\s*)([-+]|\d+(?=[.)]))")  # would begin a list, a rule or a numbered line


def render(notes: Notes) -> str:
    t = words(notes.lang)
    chapters = [line for chapter in notes.chapters for line in _chapter(chapter, t)]
    return "\n".join([*_head(notes), *chapters, *_foot(notes)])


def escape(text: str) -> str:
    """Words as they are, on one line of Markdown."""
    text = ADDRESS.sub(r"\\\g<0>", MARKUP.sub(r"\\\g<0>", text))
    return AT_START.sub(_unlist, text)


def _head(notes: Notes) -> list[str]:
    return [f"# {escape(notes.title)}", "", f"{escape(notes.area)} · {escape(notes.day)}", ""]


def _foot(notes: Notes) -> list[str]:
    return ["---", "", escape(notes.closing), ""]


def _chapter(chapter: Chapter, t: Words) -> Iterator[str]:
    yield f"## {escape(chapter.title)}"
    yield ""
    if chapter.prompt and chapter.prompt != chapter.title:
        yield from (escape(chapter.prompt), "")
    if chapter.said:
        yield from (escape(chapter.said), "")
    only_themes = not any(part.lines for part in chapter.parts)
    for part in chapter.parts:
        if part.title and only_themes:
            yield f"- {escape(part.title)}"
        elif part.title:
            yield from (f"### {escape(part.title)}", "")
        if part.lines:
            yield from (_item(line, t) for line in part.lines)
            yield ""
    if chapter.parts and only_themes:
        yield ""


def _item(line: Line, t: Words) -> str:
    texts = [escape(row.strip()) for row in line.text.split("\n") if row.strip()]
    if line.dots is not None:
        texts = [f"{texts[0]}: {t('notes.dots', n=line.dots)}"]
    return "- " + "\\\n  ".join(texts)


def _unlist(start: re.Match[str]) -> str:
    space, sign = start.groups()
    return f"{space}\\{sign}" if sign in "-+" else f"{space}{sign}\\"
