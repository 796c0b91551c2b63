"""The session notes: what a group may take home from its meeting, without anyone's name in it.

model.py says what may leave, once; each format has one small renderer. What the page shows and what a file holds are
the same lines.
"""

from __future__ import annotations

from collections.abc import Callable

from facilitator.notes import as_csv, as_html, as_json, as_markdown
from facilitator.notes.model import Notes, build, file_name, leaving

FORMATS: dict[str, Callable[[Notes], str]] = {
    "md": as_markdown.render,
    "html": as_html.render,
    "csv": as_csv.render,
    "json": as_json.render,
}


def render(notes: Notes, format: str) -> bytes:
    """The notes as a file. `format` is one of FORMATS; what was left out is not in it, whoever asks."""
    return FORMATS[format](leaving(notes)).encode()


__all__ = ["FORMATS", "Notes", "build", "file_name", "leaving", "render"]
