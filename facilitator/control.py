"""The control screen: where a meeting is led from, on as many devices as lead it together.

Everything on it is a form, so it works without JavaScript; with it, the page stays and looks again. What it shows is
built from the facilitators' view alone, which holds nothing about any one person.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec
from flask import Blueprint, Response, jsonify, make_response, redirect, request

from facilitator import courses, keys, page, planning, projector, sorting
from shared import anonymity, asked, qr, screen, signals
from shared import meeting as core
from shared.activity import LEAD, Refused
from shared.disk import NotNow
from shared.hardening import policy
from shared.house import House
from shared.live import KEPT
from shared.log import Row
from shared.meeting import Meeting
from shared.plan import Step
from shared.words import Words

TABS = ("waiting", "shown", "hidden")  # of the inbox


def routes(inside: Blueprint, house: House) -> None:
    @inside.get("/m/<id>/")
    def control(id: str) -> Response:
        return _screen(house, id)

    @inside.post("/m/<id>/do")
    def do(id: str) -> Response:
        t = page.words_of(house)
        try:
            wanted = asked.read(request.form)
            house.live.do(id, wanted.step, wanted.command, LEAD, wanted.once)
        except Refused as refused:
            return _refused(house, id, t(f"refused.{refused.key}", **refused.named), 409)
        except (asked.Unreadable, msgspec.ValidationError):
            return _refused(house, id, t("refused.bad_request"), 400)
        except NotNow:
            return _refused(house, id, t("control.not_saved"), 503)
        if page.wants_json():
            return make_response(jsonify(kept=True))
        if step := sorting.came_from():
            return make_response(redirect(sorting.address(id, quote(step, safe="")), 303))
        if planning.came_from():
            return make_response(redirect(planning.address(id), 303))
        if courses.came_from():
            return make_response(redirect(courses.address(id), 303))
        to = "notes" if wanted.command.get("type") in ("end", "leave_out") else f"?tab={_tab()}{_turned_to()}{_paper()}"
        return make_response(redirect(f"{keys.PATH}/m/{id}/{to}", 303))

    @inside.get("/m/<id>/screen")
    def preview(id: str) -> Response:
        answer = projector.answer(house, house.log.meeting(id))
        answer.headers["Content-Security-Policy"] = policy(house.config, request.host, framed_by="'self'")
        return answer

    @inside.get("/m/<id>/end")
    def end(id: str) -> Response:
        t = page.words_of(house)
        row = house.log.meeting(id)
        plan = house.live.meeting(row.id).plan_in(t.lang)
        course = house.live.shelf.of(row.id)
        return page.whole("end", t, id=id, plan=plan, do=_do(id), hours=KEPT // 60, course=course)

    @inside.route("/helpers", methods=["GET", "POST"])
    def helpers() -> Response:
        link = keys.link(house, keys.make_once(house.log, keys.AWAY_ONCE)) if request.method == "POST" else None
        return _handover(house, link)

    @inside.get("/cards")
    def cards() -> Response:
        return page.whole("cards", page.words_of(house), back=_back(), contacts=house.help.contact)

    @inside.post("/revoke")
    def revoke() -> Response:
        keys.revoke_others(house.log)
        house.hang_up_revoked()
        return _handover(house, alone=True)


def _screen(house: House, id: str, said: str = "", status: int = 200) -> Response:
    t = page.words_of(house)
    row, meeting = house.log.meeting(id), house.live.meeting(id)
    plan = meeting.plan_in(t.lang)
    inner = screen.render("facilitator/control.html", t, **_context(house, row, meeting, t, said), said=said)
    look = f"{keys.PATH}/m/{id}/?tab={_tab()}{_turned_to()}"
    return page.living(inner, "leading", t, status, plan=plan, look=look, ticket=keys.ticket(row))


def _refused(house: House, id: str, said: str, status: int) -> Response:
    if page.wants_json():
        return make_response(jsonify(refused=said, retry=status >= 500), status)
    if step := sorting.came_from():
        return sorting.answer(house, id, step, said, status)
    if planning.came_from():
        return planning.answer(house, id, said, status)
    if courses.came_from():
        return courses.answer(house, id, said, status)
    return _screen(house, id, said, status)


def _context(house: House, row: Row, meeting: Meeting, t: Words, said: str) -> dict[str, Any]:
    here = house.presence.here(row.id)
    view = core.view(meeting, "facilitator", t.lang, here=here)
    plan = meeting.plan_in(t.lang)
    return {
        "id": row.id,
        "base": f"{keys.PATH}/m/{row.id}",
        "do": _do(row.id),
        "plan": plan,
        "phase": view["phase"],
        "here": here,
        "code": row.code,
        "gone": row.delete_at,
        "stuck": house.log.stuck,
        "course": house.live.shelf.of(row.id),
        "scene": meeting.scene.scene,
        "window": f"/screen/{row.id}/{row.screen_key}",
        "covered": meeting.covered,
        "few": meeting.few,
        "at": meeting.now or "",
        "steps": planning.rail(plan, meeting),
        "on_the_spot": planning.forms(),
        "draft": {name: request.form.get(name, "") if said else "" for name in ("type", "prompt", "text")},
        "open_paper": bool(_paper()),
        "ends": _ends(meeting, house.live.clock()),
        **_undo(house, row.id, t),
        "signals": signals.for_those_who_lead(meeting.quiet, house.live.clock()),
        "tab": _tab(),
        "step": None,
        **_way(meeting, t.lang),
        **(_lobby(house, row) if view["phase"] == "lobby" else {}),
        **(_step(house, row, meeting, view, t) if view["phase"] == "step" else {}),
    }


def _lobby(house: House, row: Row) -> dict[str, Any]:
    base = house.address()
    join = None if row.shut else qr.svg_path(qr.join_address(base, row.secret))
    return {"address": qr.typed_address(base), "join": join}


def _step(house: House, row: Row, meeting: Meeting, view: dict[str, Any], t: Words) -> dict[str, Any]:
    step, seen = view["step"], view["seen"]
    left = core.minutes_left(meeting, step.id, house.live.clock())
    around = {
        "tab": _tab(),
        "leaf": page.leaf(),
        "sort": sorting.address(row.id, step.id),
        "here": house.presence.here(row.id),
        "clock": core.clock(meeting, step.id, house.live.clock()),
    }
    return {
        "step": step,
        "question": _question(meeting, step, seen),
        "left": left,
        "planned": meeting.minutes(step.id),
        "added": meeting.was_added(step.id),
        "takes_paper": "typed" in seen and view["answering"],
        "typed": seen.get("typed"),
        "collects": core.collects(meeting, step.id),
        "answering": view["answering"],
        "release": view["release"],
        "releases": core.releases(meeting, meeting.kind(step.id)),
        "guess": anonymity.guess(view["release"], house.presence.here(row.id)),
        "all_same": core.all_same(meeting, step.id) and seen.get("counted") != seen.get("sums"),
        "readiness": view["readiness"],
        "may_show": _may_show(view),
        "too_few": seen.get("enough") is False,
        "inbox": screen.activity_screen(view, "facilitator", t, _do(row.id), **around),
    }


def _question(meeting: Meeting, step: Step, seen: dict[str, Any]) -> str:
    return getattr(seen.get("settings"), "prompt", "") or step.title


def _may_show(view: dict[str, Any]) -> bool:
    """Whether showing everything would do something."""
    seen = view["seen"]
    if view["answering"]:
        return True
    return bool(seen.get("gathered")) or (seen.get("counted") is not None and seen.get("counted") != seen.get("sums"))


def _way(meeting: Meeting, lang: str) -> dict[str, Any]:
    """Where "back" and "next" lead from here: a step, or None."""
    way = meeting.way(lang)
    at = next((n for n, step in enumerate(way) if step.id == meeting.now), -1)
    following = way[at + 1] if at + 1 < len(way) else None
    before = way[at - 1].id if at > 0 else ""
    return {"number": at + 1, "of": len(way), "following": following, "before": before}


def _ends(meeting: Meeting, now: int) -> int:
    """When the meeting will be over if what is left takes as long as planned, in minutes since the epoch."""
    way = [step.id for step in meeting.way()]
    later = way[way.index(meeting.now) + 1 :] if meeting.now else way
    left = core.minutes_left(meeting, meeting.now, now) if meeting.now else 0
    return now + max(left or 0, 0) + sum(meeting.minutes(id) or 0 for id in later)


def _undo(house: House, id: str, t: Words) -> dict[str, Any]:
    """What "undo" would take back, in words (None when there is nothing), and whether that is the end itself."""
    latest = core.undoable(house.log.read_of(id, LEAD.id))
    type = latest.body["type"] if latest and latest.body else ""
    words = t(f"undo.{type}") if t.has(f"undo.{type}") else t("undo.other")
    return {"undo": words if type else None, "may_resume": type == "ended"}


def _do(id: str) -> str:
    return f"{keys.PATH}/m/{id}/do?tab={_tab()}{_turned_to()}"


def _tab() -> str:
    tab = request.args.get("tab", "")
    return tab if tab in TABS else TABS[0]


def _turned_to() -> str:
    return f"&leaf={page.leaf()}" if page.leaf() else ""


def _paper() -> str:
    """What keeps the field for notes from paper open when a page without JavaScript comes back."""
    return "&paper=1" if "paper" in request.args else ""


def _handover(house: House, link: str | None = None, alone: bool = False) -> Response:
    """The panel that lets other devices in; `from` names the meeting that led here, so that there is a way back."""
    id = request.values.get("from", "")
    code = qr.svg_path(link) if link else None
    return page.whole("handover", page.words_of(house), link=link, code=code, alone=alone, came_from=id, back=_back())


def _back() -> str:
    """The meeting that a page beside it was opened from, else the library."""
    id = request.values.get("from", "")
    known = id.replace("-", "").replace("_", "").isalnum()
    return f"{keys.PATH}/m/{id}/" if known else f"{keys.PATH}/"
