"""The projector: what the whole room sees. It can only look; nothing here takes a command.

The page is built from what the room may see and holds nothing else, so that nothing can be found in it that is not
on the wall. Its link carries a key of its own, which opens no other door.
"""

from __future__ import annotations

import hmac
import random
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from facilitator import courses, page
from shared import door, qr, screen, sockets
from shared import meeting as core
from shared.house import House
from shared.live import Meeting
from shared.log import NotFound, Row
from shared.words import Words, words

COOKIE = "screen"
CHAIRS = 40  # dots on the circle's rim; with more people than that, a closed ring and the number


def blueprint(house: House) -> Blueprint:
    screens = Blueprint("projector", __name__, url_prefix="/screen")

    @screens.get("/<id>/<screen_key>")
    def enter(id: str, screen_key: str) -> Answer:
        row = _admitted(house, id, screen_key)
        answer = redirect(url_for(".look", id=row.id), 303)
        kept = f"{screens.url_prefix}/{row.id}"
        answer.set_cookie(COOKIE, screen_key, path=kept, secure=house.config.https, httponly=True, samesite="Lax")
        return answer

    @screens.get("/<id>")
    def look(id: str) -> Response:
        return answer(house, _admitted(house, id, request.cookies.get(COOKIE, "")))

    @screens.errorhandler(NotFound)
    def gone(_: NotFound) -> Response:
        t = words(house.config.lang)
        return page.living(screen.render("facilitator/nowhere.html", t), "projector", t, 404, **_shell(None, t))

    return screens


def answer(house: House, row: Row) -> Response:
    """The projector's page, or what has changed since the screen last looked. The preview shows the very same."""
    meeting = house.live.meeting(row.id)
    t = words(meeting.plan.lang)
    inner = picture(house, row, meeting, t) + (screen.render("facilitator/stuck.html", t) if house.log.stuck else "")
    return page.living(inner, "projector", t, **_shell(row, t, meeting))


def picture(house: House, row: Row, meeting: Meeting, t: Words) -> str:
    """What the room sees now, as HTML."""
    plan = meeting.plan
    base = house.address()
    join = None if row.shut else {"address": qr.typed_address(base), "code": door.spoken_code(row.code)}
    view = core.view(meeting, "projector", plan.lang)
    if view["phase"] == "ended":
        return screen.render("facilitator/over.html", t, plan=plan, delete_at=row.delete_at)
    if meeting.covered:
        return screen.render("facilitator/covered.html", t, plan=plan)
    if of_course := courses.scene(house, row, meeting, t, join=join, domain=plan.domain):
        return of_course
    if view["phase"] == "lobby":
        here = house.presence.here(row.id)
        picture = None if row.shut else qr.svg_path(qr.join_address(base, row.secret))
        seen = {"here": here, "taken": seats(row, here), "full": here > CHAIRS, "picture": picture}
        return screen.render("facilitator/lobby.html", t, plan=plan, join=join, code=row.code, **seen)
    around = {"join": join, "domain": plan.domain, "clock": core.clock(meeting, view["step"].id, house.live.clock())}
    scene = screen.activity_screen(view, "projector", t, **around)
    return screen.render("facilitator/scene.html", t, scene=scene, step=view["step"], page=view["page"])


def seats(row: Row, here: int) -> list[int]:
    """Which chairs have a dot when so many are here: always the same for the same number.

    So a dot is nobody's. Who comes gets the next chair of the meeting's own random order, and whoever leaves, it is
    the last of them that goes.
    """
    order = random.Random(hmac.digest(row.key, b"chairs", "sha256"))
    every_other = order.sample(range(0, CHAIRS, 2), CHAIRS // 2)  # first, so that a small circle stays airy
    between = order.sample(range(1, CHAIRS, 2), CHAIRS // 2)
    return sorted([*every_other, *between][:here])


def _admitted(house: House, id: str, screen_key: str) -> Row:
    """The meeting this key shows. A wrong key and a meeting that is gone are the same: NotFound."""
    row = house.log.meeting(id)
    if not hmac.compare_digest(screen_key.encode(), row.screen_key.encode()):
        raise NotFound
    return row


def _shell(row: Row | None, t: Words, meeting: Meeting | None = None) -> dict[str, Any]:
    ticket = sockets.ticket(row, "projector") if row else ""
    domain = meeting.plan.domain if meeting else None
    held = Markup(screen.render("facilitator/held.html", t, domain=domain))
    return {"look": request.path, "ticket": ticket, "domain": domain, "held": held}
