"""What a phone may ask for. Says "kept" only when it is on disk; answers the same to a form and to a fetch.

Nothing of what was sent is ever put in an address, a log or an error: what comes back on refusal goes into the page.
"""

from __future__ import annotations

import msgspec
from flask import Blueprint, jsonify, redirect, request
from werkzeug import Response

from participant import pages as screens
from participant.pace import Pace
from participant.visit import Visit, arrive
from shared import asked, signals
from shared.activity import Actor, Refused
from shared.disk import NotNow
from shared.house import House
from shared.meeting import COVERED


def serve(pages: Blueprint, house: House) -> None:
    pace = Pace(house.config.room_size)

    @pages.post("/m/<id>/do")
    def do(id: str) -> Response:
        visit = arrive(house, id)
        if visit.person is None:
            return _refused(visit, "join_first", 403)
        if not pace.allows(id, visit.presence):
            return _refused(visit, "too_fast", 429)
        try:
            _carry_out(visit, asked.read(request.form))
        except Refused as no:
            return _refused(visit, no.key, 503 if no.key == COVERED else 409, **no.named)
        except (msgspec.ValidationError, asked.Unreadable):
            return _refused(visit, "bad_request", 400)
        except NotNow:
            return _refused(visit, "not_saved", 503)
        return jsonify(kept=True) if fetched() else redirect(visit.base + screens.place(_back()), 303)

    @pages.get("/m/<id>/do")
    def reloaded(id: str) -> Response:
        return redirect(arrive(house, id).base, 303)


def _carry_out(visit: Visit, wish: asked.Asked) -> None:
    plan = visit.meeting.plan
    homes = {step.id: step.home for step in plan.steps} | {signals.STEP: signals.STEP}
    home = homes.get(wish.step or "", "")
    visit.house.live.do(visit.row.id, wish.step, wish.command, Actor(visit.me(home)), wish.once)


def _refused(visit: Visit, key: str, status: int, **named: object) -> Response:
    """The reason in the reader's words; without JavaScript on the page they came from, their own words still there."""
    reason = visit.words(f"refused.{key}", **named)
    if fetched():
        return reply(reason, status)
    if _back() == "mine" and visit.person:
        return screens.answer(screens.mine(visit, reason), status)
    return screens.answer(screens.now(visit, reason, _draft()), status)


def _draft() -> dict[str, str]:
    """What someone was about to write, to stand in its field again."""
    text = request.form.get("text", "")
    return {"key": request.form.get("key", ""), "text": text} if text else {}


def fetched() -> bool:
    """Whether the page's script asks, and not the browser itself."""
    return request.accept_mimetypes.best == "application/json"


def reply(refused: str, status: int) -> Response:
    answer = jsonify(refused=refused, retry=status >= 500 or status == 429)
    answer.status_code = status
    return answer


def _back() -> str | None:
    return request.args.get("back")
