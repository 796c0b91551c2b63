"""What a phone may look at: the meeting as it is now, one's own words, and help."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug import Response

from participant import pages as screens
from participant.doing import fetched, reply
from participant.visit import LANGUAGE, arrive, forget, wished
from shared.disk import NotNow
from shared.house import House
from shared.log import NotFound
from shared.words import Words, choose, words

CLEARED = '"cache"'  # cookies and storage are cleared by name: this address may have other meetings, and keys that lead
LONGEST_ID = 64  # letters; no meeting has as many, and an address is said again in the answer's headers


def serve(pages: Blueprint, house: House) -> None:
    @pages.get("/m/<id>/")
    def now(id: str) -> Response:
        return screens.answer(screens.now(arrive(house, id)))

    @pages.get("/m/<id>/mine")
    def mine(id: str) -> Response:
        visit = arrive(house, id)
        return screens.answer(screens.mine(visit) if visit.person else screens.now(visit))

    @pages.get("/m/<id>/first")
    def first(id: str) -> Response:
        visit = arrive(house, id)
        return screens.answer(screens.first(visit) if visit.person and visit.row.course else screens.now(visit))

    @pages.get("/m/<id>/help")
    def help(id: str) -> Response:
        return screens.answer(screens.help(arrive(house, id)))

    @pages.errorhandler(NotFound)
    def gone(_: NotFound) -> Response:
        base = f"/m/{(request.view_args or {}).get('id', '')[:LONGEST_ID]}/"
        if fetched():
            return reply(_words(house)("phone.gone.text"), 404)
        answer = forget(screens.answer(screens.gone(_words(house), base), 404), base)
        if house.config.https:  # nowhere else do browsers listen to it
            answer.headers["Clear-Site-Data"] = CLEARED
        return answer

    @pages.errorhandler(NotNow)
    def not_now(_: NotNow) -> Response:
        if fetched():
            return reply(_words(house)("refused.not_saved"), 503)
        return screens.trouble(_words(house), 503)


def _words(house: House) -> Words:
    return words(choose(request.cookies.get(LANGUAGE), wished(), house.config.lang))
