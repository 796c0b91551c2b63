"""The notes on the facilitator's screen: read them, leave lines out, take them home, and see that they are deleted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, request

from facilitator import keys, page
from facilitator.notes import FORMATS, build, file_name, leaving, render
from facilitator.notes.model import Notes
from shared import screen
from shared.anonymity import FEWEST
from shared.house import House
from shared.live import KEPT
from shared.log import NotFound, Row

DAY = 24 * 60  # minutes
KEEPING = (KEPT, 7 * DAY, 30 * DAY)  # minutes after the end: as promised, a week, and the longest there is
TYPES = {"md": "text/markdown", "html": "text/html", "csv": "text/csv", "json": "application/json"}


def routes(inside: Blueprint, house: House) -> None:
    @inside.get("/m/<id>/notes")
    def notes(id: str) -> Response:
        t, row, found = page.words_of(house), house.log.meeting(id), _notes(house, id)
        lines = screen.render("facilitator/notes_lines.html", t, **_context(house, row, found))
        listen = keys.ticket(row)
        return page.living(lines, "notes", t, notes=found, look=request.path, ticket=listen)

    @inside.get("/m/<id>/notes.<format>")
    def download(id: str, format: str) -> Response:
        if format not in FORMATS:
            raise NotFound
        found = _notes(house, id)
        answer = make_response(render(found, format))
        answer.headers["Content-Type"] = f"{TYPES[format]}; charset=utf-8"
        answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(found, format)}"'
        return answer

    @inside.post("/m/<id>/keep")
    def keep(id: str) -> Response:
        row = house.log.meeting(id)
        wanted = request.form.get("minutes", "")
        for minutes, delete_at in _choices(house, row):
            if wanted == str(minutes):
                house.live.keep_until(id, delete_at)
        return _back(id)

    @inside.get("/m/<id>/delete")
    def ask(id: str) -> Response:
        found, row = _notes(house, id), house.log.meeting(id)
        return page.whole("notes_delete", page.words_of(house), base=_base(id), notes=found, running=row.ended is None)

    @inside.post("/m/<id>/delete")
    def delete(id: str) -> Response:
        house.live.delete(house.log.meeting(id).id)
        house.presence.forget(id)
        return _back(id)


def _notes(house: House, id: str) -> Notes:
    return build(house.live.meeting(id), house.log.meeting(id).opened)


def _context(house: House, row: Row, found: Notes) -> dict[str, Any]:
    return {
        "base": _base(row.id),
        "notes": found,
        "formats": list(FORMATS),
        "anything": bool(leaving(found).chapters),
        "delete_at": row.delete_at,
        "choices": _choices(house, row),
        "kept": KEPT,
        "fewest": FEWEST,
        "ended": row.ended is not None,
    }


def _choices(house: House, row: Row) -> list[tuple[int, int]]:
    """For how many minutes after its end a meeting may be kept, and until when that is. Only what lies ahead."""
    if row.ended is None:
        return []
    ends = [(minutes, row.ended + minutes) for minutes in KEEPING]
    return [(minutes, end) for minutes, end in ends if end > house.live.clock() and end != row.delete_at]


def _base(id: str) -> str:
    return f"{keys.PATH}/m/{id}"


def _back(id: str) -> Response:
    return make_response(redirect(f"{_base(id)}/notes", 303))
