"""The library: the plans by theme area, one plan read before a meeting, and the meetings that are kept."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, get_args

from flask import Blueprint, Response, abort, make_response, redirect, request

from facilitator import courses, finding, keys, on_paper, page
from facilitator.icons import icon_of
from shared import door
from shared.house import House
from shared.live import minute
from shared.log import Row
from shared.plan import LENGTHS, Domain, Plan
from shared.words import FALLBACK, LANGUAGES, Words, words

DOMAINS: tuple[Domain, ...] = get_args(Domain)
DEMO = "demo"  # the plan for trying things out stands apart from the others
NAMED = 8  # things to change in own plans; with more than that, the library is hard to find below them
USUAL = "90"  # minutes
JUST_NOW = 1  # minutes; a second press on "open" leads to the meeting that the first one opened


def routes(inside: Blueprint, house: House) -> None:
    @inside.get("/")
    def plans() -> Response:
        t = page.words_of(house)
        wish = finding.asked(request.args)
        shown = {id: _listed(in_language(plans, t.lang)) for id, plans in house.library.items()}
        found = {id: plan for id, plan in shown.items() if finding.fits(house.library[id], wish)}
        columns = {domain: plans for domain in DOMAINS if (plans := _of(domain, found)) or not wish.anything}
        rows = house.log.all_meetings()
        running = [_meeting(row, t) for row in rows if row.ended is None]
        ended = [_meeting(row, t) for row in rows if row.ended is not None]
        demo = shown.get(DEMO)
        shelf = courses.on_shelf(house, t)
        disk = {"shelf": shelf, "stuck": house.log.stuck, "leapt": house.live.calendar.ahead > 0}
        looked = {"wish": wish, "lengths": LENGTHS, "depths": finding.DEPTHS, "many": sum(map(len, columns.values()))}
        left_out = [(PurePath(each.file).name, each.line, each.where, each.words) for each in house.left_out[:NAMED]]
        disk |= {"left_out": left_out, "wrong": len(house.left_out), "said_in": house.config.lang}
        return page.whole("library", t, columns=columns, demo=demo, running=running, ended=ended, **disk, **looked)

    @inside.get("/plans/<id>")
    def plan(id: str) -> Response:
        t = page.words_of(house)
        plans, length, lang = _chosen(house, id, request.args)
        read = plans[lang].lasting(length)
        steps = [(step, icon_of(step)) for step in read.steps]
        languages = [each for each in LANGUAGES if each in plans]
        return page.whole("plan", t, plan=read, steps=steps, length=length, lengths=LENGTHS, languages=languages)

    @inside.get("/plans/<id>/paper")
    def plan_on_paper(id: str) -> Response:
        plans, length, lang = _chosen(house, id, request.args)
        read = plans[lang].lasting(length)
        return page.whole("plan_paper", words(lang), plan=read, parts=on_paper.parts(read), length=length)

    @inside.post("/meetings")
    def open_meeting() -> Response:
        plans, length, lang = _chosen(house, request.form.get("plan", ""), request.form)
        timed = {each: plans[each].lasting(length) for each in [lang, *(other for other in plans if other != lang)]}
        row = _opened_just_now(house, timed)
        if row is None:
            row = door.new_row(timed, house.config.code_length)
            house.log.open_meeting(row)
        return make_response(redirect(f"{keys.PATH}/m/{row.id}/", 303))

    @inside.post("/language")
    def language() -> Response:
        back = request.form.get("back", "")
        answer = make_response(redirect(back if back.startswith(f"{keys.PATH}/") else f"{keys.PATH}/", 303))
        if (lang := request.form.get("lang")) in LANGUAGES:
            answer.set_cookie(
                page.LANGUAGE, lang, keys.KEPT, path=keys.PATH, secure=house.config.https, httponly=True, samesite="Lax"
            )
        return answer


def in_language(plans: dict[str, Plan], lang: str) -> Plan:
    """A plan in this language, or in the nearest there is."""
    return next((plans[each] for each in (lang, *FALLBACK[lang]) if each in plans), next(iter(plans.values())))


def _chosen(house: House, id: str, given: Any) -> tuple[dict[str, Plan], str, str]:
    """The plan, its length and its language as asked for; what is missing or unknown falls back to the usual."""
    plans = house.library.get(id) or abort(404)
    length = given.get("length") if given.get("length") in LENGTHS else USUAL
    lang = given.get("lang")
    return plans, length, lang if lang in plans else in_language(plans, page.words_of(house).lang).lang


def _opened_just_now(house: House, plans: dict[str, Plan]) -> Row | None:
    fresh = (row for row in house.log.all_meetings() if row.opened >= minute() - JUST_NOW and row.ended is None)
    return next((row for row in fresh if row.seq == 0 and [*row.plans.items()] == [*plans.items()]), None)


def _of(domain: str, shown: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [plan for plan in shown.values() if plan["domain"] == domain and plan["id"] != DEMO]


def _listed(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "domain": plan.domain,
        "title": plan.title,
        "shortest": LENGTHS[0],
        "longest": LENGTHS[-1],
        "steps": len(plan.steps),
        "deep": plan.depth == "deep",
        "two": plan.leaders > 1,
        "nothing_kept": plan.notes == "none",
    }


def _meeting(row: Row, t: Words) -> dict[str, Any]:
    plan = in_language(row.plans, t.lang)
    return {"id": row.id, "plan": plan, "code": door.spoken_code(row.code), "opened": row.opened, "gone": row.delete_at}
