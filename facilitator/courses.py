"""Courses: which meetings there are to be, what the group has kept, and what it is asked to keep after today."""

from __future__ import annotations

import datetime
import hashlib
import re
from typing import Any, cast

from babel import dates
from flask import Blueprint, Response, abort, make_response, redirect, request
from msgspec.structs import replace

from facilitator import keys, library, page
from facilitator.notes import FORMATS, file_name, render
from facilitator.notes.model import Chapter, Notes, Part
from facilitator.notes.model import Line as NoteLine
from facilitator.notes.pages import TYPES
from shared import course as core
from shared import door, pages, screen
from shared.activity import LEAD
from shared.course import CHOSEN, READY, STRENGTHEN, USE, Course, Proposed
from shared.house import House
from shared.lines import MOST, Line
from shared.log import NotFound, Row
from shared.meeting import Meeting
from shared.plan import LENGTHS, Language, Plan
from shared.shelf import DAY, KEPT
from shared.text import BadText, clean_text
from shared.words import Words, words

ID = re.compile(r"[A-Za-z0-9_-]{16}")  # as every form gets a fresh one, so that pressing twice makes one course
SENTENCE = re.compile(r"(?<=[.?])\s+|\n+")
SCENES = {"since": ("words", "next", "questions", "parked"), "first_time": ("agreement", "words", "things")}


def routes(inside: Blueprint, house: House) -> None:
    shelf = house.live.shelf

    @inside.get("/courses")
    def courses() -> Response:
        t = page.words_of(house)
        ready = [{"name": name, "plans": _named(house, _plans(house, name), t)} for name in READY]
        return page.whole("courses", t, ready=ready, shelf=on_shelf(house, t), days=_days())

    @inside.post("/courses")
    def make_course() -> Response:
        t, id, ready = page.words_of(house), request.form.get("id", ""), request.form.get("ready", "")
        if ready not in READY or not ID.fullmatch(id):
            abort(400)
        name = _name(request.form.get("name", "")) or t(f"course.ready.{ready}")
        shelf.put(core.made(id, name, cast(Language, t.lang), ready, house.library), house.live.clock())
        return _to(f"courses/{id}")

    @inside.get("/courses/<id>")
    def one_course(id: str) -> Response:
        return _one(house, id)

    @inside.post("/courses/<id>")
    def rearrange_course(id: str) -> Response:
        with shelf.alone:
            course = shelf.course(id)
            plan, at = request.form.get("plan", CHOSEN), request.form.get("at", "-1")
            known = plan == CHOSEN or plan in house.library
            if request.form.get("seen") == course.digest and known and at.lstrip("-").isdigit():
                changed = core.rearranged(course, request.form.get("move", ""), int(at), plan)
                shelf.change(changed, house.live.clock())
        return _to(f"courses/{id}")

    @inside.post("/courses/<id>/start")
    def start_course(id: str) -> Response:
        with shelf.alone:
            course = shelf.course(id)
            plan = request.form.get("plan") or next(iter(course.coming), CHOSEN)
            if request.form.get("seen") != course.digest or course.ended:
                return _to(_latest(house, id) or f"courses/{id}")
            if plan not in house.library:
                return _one(house, id, page.words_of(house)("refused.choose_a_plan"), 409)
            return _to(f"m/{_begin(house, course, plan)}/")

    @inside.post("/courses/<id>/remove")
    def remove_line(id: str) -> Response:
        number = request.form.get("number", "")
        for line in shelf.memory(id):
            if number == str(line.number) and request.form.get("seen") == _seen(line):
                shelf.remove(id, line.number)
                for row in _running(house, id):
                    house.live.do(row.id, None, {"type": "let_go", "key": _key(line)}, LEAD)
        back = request.form.get("from", "")
        return _to(f"m/{back}/course" if back in {row.id for row in _running(house, id)} else f"courses/{id}")

    @inside.get("/courses/<id>/memory.<format>")
    def memory_file(id: str, format: str) -> Response:
        if format not in FORMATS:
            raise NotFound
        found = _notes(house, shelf.course(id))
        return _file(render(found, format), TYPES[format], file_name(found, format))

    @inside.get("/courses/<id>/message.txt")
    def message_out(id: str) -> Response:
        course = shelf.course(id)
        approved = [line.text for line in shelf.memory(id) if line.kind == "message"]
        if not approved:
            raise NotFound
        return _file(f"{approved[0]}\n".encode(), "text/plain", f"{words(course.lang)('course.message.file')}.txt")

    @inside.get("/courses/<id>/end")
    def ask_end(id: str) -> Response:
        course = shelf.course(id)
        return page.whole("courses_end", page.words_of(house), course=course, until=shelf.kept_until(id))

    @inside.post("/courses/<id>/end")
    def end_course(id: str) -> Response:
        course = shelf.course(id)
        if request.form.get("what") == "delete":
            shelf.delete(id)
            for row in house.log.all_meetings():
                house.live.tell(row.id, "lead")
            return _to("courses")
        if not course.ended:
            shelf.change(replace(course, ended=True), house.live.clock())
        return _to(f"courses/{id}")

    @inside.get("/m/<id>/course")
    def course_beside(id: str) -> Response:
        return answer(house, id)

    @inside.post("/m/<id>/course")
    def approve_course(id: str) -> Response:
        t, what = page.words_of(house), request.form.get("what", "")
        refused = _approve(house, id, what, request.form.get("seen", ""))
        if refused:
            return answer(house, id, t(f"refused.{refused}", n=MOST), 409)
        house.live.tell(id, "lead")
        return _to(f"m/{id}/course?kept={what}")


def on_shelf(house: House, t: Words) -> list[dict[str, Any]]:
    """The courses there are, each with what comes next."""
    found = []
    for course in house.live.shelf.all():
        coming = _named(house, course.coming[:1], t)
        until = house.live.shelf.kept_until(course.id)
        found.append({"course": course, "next": coming[0] if coming else None, "until": until})
    return found


def answer(house: House, id: str, said: str = "", status: int = 200) -> Response:
    """The page beside a meeting of a course, or what has changed on it. Raises NotFound where there is no course."""
    t = page.words_of(house)
    row, meeting = house.log.meeting(id), house.live.meeting(id)
    course = house.live.shelf.of(id)
    if course is None:
        raise NotFound
    memory = house.live.shelf.memory(course.id)
    proposed = core.proposal(meeting, memory)
    kept = request.args.get("kept", "")
    inside = {
        "course": course,
        "until": house.live.shelf.kept_until(course.id),
        "over": meeting.ended is not None,
        "scene": meeting.scene.scene,
        "at": meeting.scene.page,
        "pages": len(_pages(house, course, meeting, meeting.scene.scene)),
        "carried": bool(meeting.carried),
        "parts": _by_kind(proposed),
        "seen": core.digest(core.approved(proposed)),
        "removes": {line.number: _seen(line) for line in memory},
        "message": meeting.message,
        "message_seen": _hash(meeting.message),
        "approved": next((line.text for line in memory if line.kind == "message"), ""),
        "said": said or (t(f"course.approved.{kept}") if kept in ("keep", "message") else ""),
    }
    plan = meeting.plan_in(t.lang)
    where = {"do": f"{keys.PATH}/m/{row.id}/do?course=1", "id": row.id, "base": f"{keys.PATH}/m/{row.id}"}
    inner = screen.render("facilitator/courses_beside.html", t, plan=plan, **inside, **where)
    return page.living(inner, "leading", t, status, id=row.id, plan=plan, look=address(row.id), ticket=keys.ticket(row))


def address(id: str) -> str:
    return f"{keys.PATH}/m/{id}/course"


def came_from() -> bool:
    """Whether this form was sent from the page beside a meeting of a course."""
    return "course" in request.args


def scene(house: House, row: Row, meeting: Meeting, t: Words, **around: Any) -> str:
    """What of the course the room sees in place of the step; "" where that is nothing."""
    course, name = house.live.shelf.of(row.id), meeting.scene.scene
    if course is None or not name:
        return ""
    found = _pages(house, course, meeting, name)
    at = min(meeting.scene.page, max(len(found) - 1, 0))
    until = house.live.shelf.kept_until(course.id)
    shown = {"name": name, "shown": found[at] if found else None, "at": at, "pages": len(found), "until": until}
    return screen.render("facilitator/courses_scene.html", t, plan=meeting.plan, basics=core.BASICS, **shown, **around)


def _pages(house: House, course: Course, meeting: Meeting, name: str) -> list[Any]:
    """What a scene shows, page by page."""
    if name == "keep":
        return core.spread(core.approved(core.proposal(meeting, house.live.shelf.memory(course.id))))
    if name == "message":
        return [*map(" ".join, pages.rows(SENTENCE.split(meeting.message), core.ROWS, 0.0))] if meeting.message else []
    if name in SCENES:
        carried = [Line(line.kind, line.text, line.place) for line in meeting.carried if line.kind in SCENES[name]]
        first = ["basics"] if name == "first_time" else []
        return [*first, *core.spread(carried)]
    return []


def _begin(house: House, course: Course, plan: str) -> str:
    """Opens the next meeting, under a code of its own, with what the group has kept. Gives its id."""
    shelf, plans = house.live.shelf, house.library[plan]
    length = request.form.get("length", "")
    own = library.in_language(plans, course.lang).lang
    asked = length if length in LENGTHS else library.USUAL
    timed = {each: plans[each].lasting(asked) for each in [own, *(other for other in plans if other != own)]}
    row = replace(door.new_row(timed, house.config.code_length), course=course.id)
    house.log.open_meeting(row)
    kept = [line for line in core.in_order(shelf.memory(course.id)) if line.kind != "message"]
    if kept:
        lines = [{"key": _key(line), "kind": line.kind, "text": line.text} for line in kept]
        house.live.do(row.id, None, {"type": "carry", "lines": lines}, LEAD)
    shelf.change(core.begun(course, plan), house.live.clock())
    return row.id


def _approve(house: House, id: str, what: str, seen: str) -> str:
    """Keeps exactly what the room sees. Gives the word key of why not, if it cannot be."""
    shelf = house.live.shelf
    with shelf.alone:
        course, meeting = shelf.of(id), house.live.meeting(id)
        if course is None:
            raise NotFound
        if meeting.ended is not None:
            return "meeting_over"
        if what not in ("keep", "message") or meeting.scene.scene != what or meeting.covered:
            return "not_shown"
        if meeting.scene.page < len(_pages(house, course, meeting, what)) - 1:
            return "not_all_shown"
        memory = shelf.memory(course.id)
        if what == "message":
            lines = [line for line in memory if line.kind != "message"]
            lines += [Line("message", meeting.message)] if meeting.message else []
            if seen != _hash(meeting.message):
                return "shown_changed"
        else:
            approved = core.approved(core.proposal(meeting, memory))
            if seen != core.digest(approved):
                return "shown_changed"
            lines = [*approved, *(line for line in memory if line.kind == "message")]
        if len(lines) > MOST:
            return "course_full"
        shelf.keep(course.id, lines)
        return ""


def _one(house: House, id: str, said: str = "", status: int = 200) -> Response:
    t, shelf = page.words_of(house), house.live.shelf
    course = shelf.course(id)
    memory = core.in_order(shelf.memory(id))
    running = next((row.id for row in _running(house, id)), "")
    given = {
        "been": _named(house, course.been, t),
        "coming": _named(house, course.coming, t),
        "choices": _choices(house, t),
        "parts": [(kind, [line for line in memory if line.kind == kind]) for kind in core.KINDS],
        "removes": {line.number: _seen(line) for line in memory},
        "until": shelf.kept_until(id),
        "lengths": LENGTHS,
        "usual": library.USUAL,
        "formats": list(FORMATS),
        "running": running,
        "said": said,
        "days": _days(),
    }
    return page.whole("courses_one", t, status, course=course, **given)


def _notes(house: House, course: Course) -> Notes:
    """What the group has kept, in two sections: words that strengthen, and things to use."""
    t, memory = words(course.lang), core.in_order(house.live.shelf.memory(course.id))
    today = datetime.datetime.fromtimestamp(house.live.clock() * 60).date()

    def part(kind: str) -> Part:
        lines = tuple(NoteLine(f"{kind}/{n}", line.text) for n, line in enumerate(memory) if line.kind == kind)
        return Part(kind, t(f"course.kind.{kind}"), lines)

    chapters = []
    for section, kinds in (("strengthen", STRENGTHEN), ("use", USE)):
        parts = tuple(found for found in map(part, kinds) if found.lines)
        said = "" if parts else t("course.nothing_kept")
        chapters.append(Chapter(t(f"course.section.{section}"), "", "texts", parts, said))
    return Notes(
        lang=course.lang,
        domain="all",
        title=course.name,
        area=t("course.memory"),
        date=today,
        day=dates.format_date(today, "long", locale=t.locale),
        chapters=tuple(chapters),
        closing=t("course.closing"),
    )


def _by_kind(proposed: list[Proposed]) -> list[tuple[str, list[Proposed]]]:
    parts = [(kind, [line for line in proposed if line.kind == kind]) for kind in core.KINDS]
    return [(kind, lines) for kind, lines in parts if lines]


def _named(house: House, plans: list[str], t: Words) -> list[dict[str, Any]]:
    """Plans as the course names them: each with its title, or what stands for one."""
    found: list[dict[str, Any]] = []
    for id in plans:
        known: Plan | None = library.in_language(house.library[id], t.lang) if id in house.library else None
        title = known.title if known else t("course.group_chooses") if id == CHOSEN else id
        found.append({"id": id, "title": title, "domain": known.domain if known else "all", "known": known is not None})
    return found


def _choices(house: House, t: Words) -> list[tuple[str, list[Plan]]]:
    """The plans to choose from, by theme area."""
    shown = [library.in_language(plans, t.lang) for id, plans in house.library.items() if id != library.DEMO]
    parts = [(domain, [plan for plan in shown if plan.domain == domain]) for domain in library.DOMAINS]
    return [(domain, found) for domain, found in parts if found]


def _plans(house: House, ready: str) -> list[str]:
    return core.made("", "", "en", ready, house.library).plans


def _running(house: House, course: str) -> list[Row]:
    return [row for row in house.log.all_meetings() if row.course == course and row.ended is None]


def _latest(house: House, course: str) -> str:
    return next((f"m/{row.id}/" for row in _running(house, course)), "")


def _key(line: Line) -> str:
    """What a line is known by in the meetings that begin with it."""
    return f"kept-{line.number}"


def _seen(line: Line) -> str:
    """Tells this line from another that may come to lie under its number."""
    return _hash(f"{line.kind}\x1f{line.text}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _name(typed: str) -> str:
    try:
        return clean_text(" ".join(typed.split()), core.LONGEST_NAME)
    except BadText:
        return ""


def _days() -> int:
    return KEPT // DAY


def _file(body: bytes, type: str, name: str) -> Response:
    found = make_response(body)
    found.headers["Content-Type"] = f"{type}; charset=utf-8"
    found.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return found


def _to(place: str) -> Response:
    return make_response(redirect(f"{keys.PATH}/{place}", 303))
