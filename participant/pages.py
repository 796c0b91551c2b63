"""The pages of a phone, each as the inside of one screen: whole page and live update are the same HTML."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from markupsafe import Markup, escape

from participant.visit import Visit
from shared import course, door, marks, meeting, screen, signals, sockets
from shared.words import LANGUAGES, Words

# Nothing may reload under someone's hands
WRITABLE = re.compile(r"<(textarea|select|input(?![^>]*type=\"hidden\")|\w+[^>]* data-held)")
OPENED = {"arrive": "unsafe-none"}  # the one page that is opened from another address, and speaks with who opened it
RECAP = ("agreement", "words", "things")  # of what the group has kept, for whoever is new
PLACES = ("mine", "help", "first")  # pages beside the meeting itself


@dataclass(frozen=True)
class Page:
    inner: str
    words: Words
    title: str  # a word key; never anything of the meeting, since it stays in the browser's history
    domain: str | None = None
    base: str = ""  # the meeting's address; empty where there is none
    look: str = ""  # where a live page asks for itself
    place: str = ""  # which step or page this is; a change of it is worth announcing
    ticket: str = ""
    over: bool = False  # nothing more can be sent: what the phone still keeps may go
    at_hand: str = ""  # help, within the page
    carry: str = ""  # what this page may hand over to the meeting at another address; empty where there is none


def answer(page: Page, status: int = 200) -> Response:
    """The page as a whole, or its inside alone for a screen that is live, or nothing if that has not changed."""
    digest, build = screen.digest(page.inner), {"X-Build": screen.build()}
    live = "X-Look" in request.headers
    if live and request.headers["X-Look"] == digest:
        return Response(status=204, headers=build)
    html = page.inner if live else _whole(page, digest)
    headers = {**build, "X-Digest": digest, "X-Place": page.place} | ({"X-Over": "1"} if page.over else {})
    headers |= {"Cross-Origin-Opener-Policy": OPENED[page.place]} if page.place in OPENED else {}
    headers |= {"Cross-Origin-Opener-Policy": "same-origin-allow-popups"} if page.carry else {}
    return Response(screen.sendable(html), status, headers, content_type="text/html; charset=utf-8")


def place(asked: str | None) -> str:
    """The page to go back to, if it is one of ours."""
    return asked if asked in PLACES else ""


def code(words: Words, typed: str = "", wrong: str = "", n: int = 0) -> Page:
    inner = screen.render("participant/code.html", words, typed_code=typed[:20], wrong=wrong and words(wrong, n=n))
    return Page(inner, words, "phone.code.title", place="code")


def what_is_wrong(typed: str, length: int) -> tuple[str, int]:
    """What to say about a code that opens nothing: a word key, and how many characters are missing."""
    missing = length - len(door.read_code(typed))
    return ("phone.code.short", missing) if missing > 0 else ("phone.code.unknown", 0)


def now(visit: Visit, refused: str = "", draft: dict[str, str] | None = None) -> Page:
    """What belongs on this phone at this moment. `draft` {"key", "text"} could not be sent; `refused` says why."""
    if visit.meeting.ended is not None:
        return _over(visit)
    draft = draft or {}
    left = draft.get("text", "")
    if visit.person is None and not visit.welcome:
        return shut(visit, refused=refused, left=left)
    if visit.person is None:
        return _join(visit, refused, left)
    view = meeting.view(visit.meeting, "participant", visit.words.lang, visit.me)
    if view["phase"] == "lobby":
        plan = visit.meeting.plan_in(visit.words.lang)
        return _page(visit, "lobby", "phone.step.title", refused=refused, left=left, plan=plan)
    return _step(visit, view, refused, draft)


def shut(visit: Visit, why: str = "shut", refused: str = "", left: str = "") -> Page:
    """For whoever does not come in: an old code, a shut door, a full room. Tells nothing of the meeting."""
    inner = screen.render("participant/shut.html", visit.words, why=why, refused=refused, left=left)
    title = "phone.full.title" if why == "full" else "phone.shut.title"
    return Page(inner, visit.words, title, base=visit.base, look=visit.base, place=why)


def mine(visit: Visit, refused: str = "") -> Page:
    """Everything this person has written or chosen, step by step, each with a way to take it back."""
    written = [(step, _own(visit, step.id)) for step in visit.meeting.plan_in(visit.words.lang).steps if _is_home(step)]
    written = [(step, own) for step, own in written if own]
    return _page(visit, "mine", "phone.mine.title", at="mine", written=written, refused=refused)


def help(visit: Visit) -> Page:
    return _page(visit, "help", "phone.help.title", at="help", **_help(visit))


def first(visit: Visit) -> Page:
    """What the group has kept, for whoever is here for the first time. Nobody learns who reads it."""
    kept = {kind: [line.text for line in visit.meeting.carried if line.kind == kind] for kind in RECAP}
    return _page(visit, "first", "phone.first.title", at="first", basics=course.BASICS, parts=kept.items())


def gone(words: Words, base: str = "") -> Page:
    inner = screen.render("participant/gone.html", words)
    return Page(inner, words, "phone.gone.title", base=base, place="gone", over=True)


def trouble(words: Words, status: int) -> Response:
    """Something of ours has gone wrong. Not a screen: what a live phone shows stays where it is."""
    inner = screen.render("participant/trouble.html", words)
    html = _whole(Page(inner, words, "phone.trouble.title"), "")
    return Response(html, status, content_type="text/html; charset=utf-8")


def arrive(visit: Visit) -> Page:
    """Where a page that was open at the meeting's earlier address hands over what it has. Tells nothing by itself."""
    inner = screen.render("participant/arrive.html", visit.words, base=visit.base)
    return Page(inner, visit.words, "phone.arrive.title", base=visit.base, place="arrive")


def _over(visit: Visit) -> Page:
    deleted = visit.row.delete_at and visit.words.when(visit.row.delete_at)
    return _page(visit, "over", "phone.over.title", at="over", deleted=deleted, **_help(visit))


def _join(visit: Visit, refused: str, left: str) -> Page:
    began = visit.meeting.began and not visit.house.config.public_url
    here = request.host if began else ""  # for whoever has a page of this meeting from another address
    seen = {"languages": LANGUAGES, "refused": refused, "left": left, "here": here}
    return _page(visit, "join", "phone.join.title", "", **seen)


def _step(visit: Visit, view: dict[str, Any], refused: str, draft: dict[str, str]) -> Page:
    around = {
        "do": f"{visit.base}do",
        "domain": visit.meeting.plan.domain,
        "draft": draft,
        "clock": meeting.clock(visit.meeting, view["step"].id, visit.house.live.clock()),
    }
    seen = _resting(visit, view) or screen.activity_screen(view, "participant", visit.words, **around)
    text = draft.get("text", "")
    left = "" if str(escape(text)) in seen else text  # words from a step that has gone stand in the banner instead
    return _page(visit, "step", "phone.step.title", at=view["step"].id, seen=seen, refused=refused, left=left)


def _resting(visit: Visit, view: dict[str, Any]) -> Markup | None:
    """The calm page of a step in which phones rest, whatever the step is; None where they do not."""
    step = view["step"]
    if step.phones != "away":
        return None
    question = getattr(view["seen"]["settings"], "prompt", "") or step.title
    return Markup(screen.render("participant/resting.html", visit.words, question=question))


def _page(visit: Visit, name: str, title: str, at: str = "", **context: Any) -> Page:
    plan = visit.meeting.plan
    stuck = visit.house.log.stuck
    paused = visit.meeting.now is not None and visit.meeting.ended is None and visit.house.presence.paused(visit.row.id)
    inner = screen.render(
        f"participant/{name}.html",
        visit.words,
        **{
            "base": visit.base,
            "domain": plan.domain,
            "stuck": stuck,
            "paused": paused,
            "refused": "",
            "left": "",
            "course": visit.row.course is not None,
            **context,
        },
    )
    return Page(
        inner,
        visit.words,
        title,
        domain=screen.LETTER[plan.domain],
        base=visit.base,
        look=visit.base + place(at),
        place=at or name,
        ticket=sockets.ticket(visit.row, "participant", visit.presence) if visit.person else "",
        over=visit.meeting.ended is not None,
        carry=_carry(visit),
        at_hand=_at_hand(visit) if name != "help" and "X-Look" not in request.headers else "",
    )


def _carry(visit: Visit) -> str:
    """Only where the address may change in the middle of a meeting: on a laptop, not at a public address."""
    moves = visit.person and not visit.house.config.public_url
    return door.new_pass(visit.row, visit.person or "", request.host) if moves else ""


def _at_hand(visit: Visit) -> str:
    return screen.render("participant/at_hand.html", visit.words, base=visit.base, **_help(visit))


def _help(visit: Visit) -> dict[str, Any]:
    """What the help on a phone needs: whom to call, and this person's own signals (None outside the meeting)."""
    now, help = visit.house.live.clock(), visit.house.help
    inside = visit.person is not None
    sends = inside and visit.meeting.ended is None
    return {
        "inside": inside,
        "languages": LANGUAGES,
        "signals": signals.of(visit.meeting.quiet, visit.me(signals.STEP), now) if sends else None,
        "quiet": {"id": signals.STEP},
        "contacts": help.contact,
        "checked": help.checked_on and visit.words.date(help.checked_on),
        "unchecked": help.is_old(datetime.date.fromtimestamp(now * 60)),
    }


def _whole(page: Page, digest: str) -> str:
    refresh = page.look and not WRITABLE.search(page.inner)
    inside = {"inner": Markup(page.inner), "at_hand": Markup(page.at_hand)}
    about = {"digest": digest, "build": screen.build(), "refresh": refresh}
    return screen.render("shared/phone.html", page.words, page=page, **about, **inside)


def _own(visit: Visit, step: str) -> list[dict[str, str]]:
    """This person's own notes, ballot and marks in one step, as {"key", "text"}; a ballot and marks have no text."""
    seen = meeting.step_view(visit.meeting, step, "participant", visit.words.lang, visit.me)["seen"]
    mine = seen.get("mine") or []
    notes = [own for own in mine if isinstance(own, dict)]
    given = [] if notes or not mine else [{"key": "ballot", "text": ""}]
    return [*notes, *given, *_marks(visit, step)]


def _marks(visit: Visit, step: str) -> list[dict[str, str]]:
    quiet = getattr(visit.meeting.stand(step).state, "marks", None)
    known = isinstance(quiet, marks.Marks) and visit.me(step) in quiet.of
    return [{"key": marks.KEY, "text": ""}] if known else []


def _is_home(step: Any) -> bool:
    return step.home == step.id
