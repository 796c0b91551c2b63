"""The notes as JSON, for other programs. The shape, whose number changes if a field ever changes its meaning:

    {"samklang_notes": 1, "lang": "da", "domain": "hope", "title": "...", "date": "2026-11-21",
     "steps": [{"title": "...", "prompt": "...", "kept": "themes" | "texts" | "none",
                "parts": [{"theme": "..." | null, "texts": ["..."], "dots": [{"option": "...", "dots": 4}]}]}],
     "closing": "..."}

There are no ids in it: nothing that could tie one file to another, or a line to a moment.
"""

from __future__ import annotations

from typing import Any

import msgspec

from facilitator.notes.model import Chapter, Notes, Part

SHAPE = 1


def render(notes: Notes) -> str:
    whole = {
        "samklang_notes": SHAPE,
        "lang": notes.lang,
        "domain": notes.domain,
        "title": notes.title,
        "date": notes.date.isoformat(),
        "steps": [_step(chapter) for chapter in notes.chapters],
        "closing": notes.closing,
    }
    return msgspec.json.format(msgspec.json.encode(whole)).decode() + "\n"


def _step(chapter: Chapter) -> dict[str, Any]:
    parts = [_part(part) for part in chapter.parts]
    return {"title": chapter.title, "prompt": chapter.prompt, "kept": chapter.kept, "parts": parts}


def _part(part: Part) -> dict[str, Any]:
    texts = [line.text for line in part.lines if line.dots is None]
    dots = [{"option": line.text, "dots": line.dots} for line in part.lines if line.dots is not None]
    return {"theme": part.title if part.id else None, "texts": texts, "dots": dots}
