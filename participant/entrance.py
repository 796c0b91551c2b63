"""The ways in: the code on the wall, the QR code, and saying yes."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, redirect, request
from werkzeug import Response

from participant import pages as screens
from participant.doing import fetched, reply
from participant.guesses import Guesses
from participant.visit import KNOCK, LANGUAGE, TOKEN, Visit, arrive, remember, wished
from shared import addresses, door
from shared.house import House
from shared.log import NotFound
from shared.words import LANGUAGES, choose, words


def serve(pages: Blueprint, house: House) -> None:
    guesses = Guesses()

    @pages.get("/")
    def code() -> Response:
        return screens.answer(screens.code(_words(house)))

    @pages.post("/")
    def find() -> Response:
        typed = request.form.get("code", "")
        code, asks = door.read_code(typed), addresses.asking(house.config)
        if guesses.too_many(asks):
            return _wrong(house, typed, 429, "phone.code.wait")
        try:
            return _into(house, house.log.meeting_of_code(code).id)
        except NotFound:
            if _is_guess(house, code):
                guesses.note(asks)
            wrong = screens.what_is_wrong(typed, house.config.code_length)
            return _wrong(house, typed, 404, *wrong)

    @pages.get("/J/<secret>")
    def scanned(secret: str) -> Response:
        try:
            return _into(house, house.log.meeting_of_secret(secret.upper()[:64]).id)
        except NotFound:
            t = _words(house)
            return reply(t("phone.gone.text"), 404) if fetched() else screens.answer(screens.gone(t), 404)

    @pages.post("/m/<id>/join")
    def join(id: str) -> Response:
        visit = arrive(house, id)
        answer = redirect(visit.base, 303)
        if visit.person or visit.meeting.ended is not None:
            return answer
        if not visit.welcome:
            return _not_in(visit, "shut", 403)
        if not house.presence.room_for(id, "", house.config.room_size):
            return _not_in(visit, "full", 503)
        token = door.new_token(visit.row)
        _count(replace(visit, person=door.person_of(visit.row, token)))
        remember(visit, answer, TOKEN, token).delete_cookie(KNOCK, path=visit.base)
        return answer

    @pages.get("/m/<id>/arrive")
    def arriving(id: str) -> Response:
        return screens.answer(screens.arrive(arrive(house, id)))

    @pages.post("/m/<id>/arrive")
    def handed_over(id: str) -> Response:
        """A page from the meeting's earlier address brings the person along who was in there."""
        visit = arrive(house, id)
        came_from = urlsplit(request.form.get("from", "")).netloc
        token = door.token_for(visit.row, request.form.get("pass", ""), came_from, request.host)
        person = door.person_of(visit.row, token)
        if person is None or house.config.public_url:
            return reply(visit.words("phone.arrive.not_known"), 403)
        if visit.person not in (None, person):
            return reply(visit.words("phone.arrive.already"), 409)
        came = replace(visit, person=person)
        if not house.presence.room_for(id, came.presence, house.config.room_size):
            return reply(visit.words("phone.full.text"), 503)
        _count(came)
        return _kept_as(came, token or "")

    @pages.post("/m/<id>/language")
    def language(id: str) -> Response:
        visit = arrive(house, id)
        answer = redirect(visit.base + screens.place(request.args.get("back")), 303)
        chosen = request.form.get("lang")
        return remember(visit, answer, LANGUAGE, chosen) if chosen in LANGUAGES else answer


def _not_in(visit: Visit, why: str, status: int) -> Response:
    t = visit.words
    said = t("phone.full.text") if why == "full" else t("phone.shut.text")
    return reply(said, status) if fetched() else screens.answer(screens.shut(visit, why), status)


def _kept_as(visit: Visit, token: str) -> Response:
    answer = remember(visit, jsonify(kept=True), TOKEN, token)
    answer.delete_cookie(KNOCK, path=visit.base)
    chosen = request.form.get("lang")
    return remember(visit, answer, LANGUAGE, chosen) if chosen in LANGUAGES else answer


def _count(visit: Visit) -> None:
    """A phone has come in: the room sees one more, also when the phone has no live connection."""
    visit.house.presence.seen(visit.row.id, visit.presence)
    visit.house.live.tell(visit.row.id, "lead")


def _wrong(house: House, typed: str, status: int, why: str, n: int = 0) -> Response:
    t = _words(house)
    return reply(t(why, n=n), status) if fetched() else screens.answer(screens.code(t, typed, why, n), status)


def _into(house: House, id: str) -> Response:
    visit = arrive(house, id)
    answer = redirect(visit.base, 303)
    return answer if visit.row.shut else remember(visit, answer, KNOCK, door.knock(visit.row))


def _is_guess(house: House, code: str) -> bool:
    """Whether this could have been typed by somebody who has not seen a code: neither half of one, nor nearly one."""
    whole = len(code) == house.config.code_length
    nearly = (sum(a != b for a, b in zip(code, row.code, strict=False)) for row in house.log.all_meetings())
    return whole and min(nearly, default=len(code)) > door.MISTYPED


def _words(house: House):
    return words(choose(None, wished(), house.config.lang))
