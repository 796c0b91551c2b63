"""What a phone may look at: the meeting as it is now, one's own words, and help."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug import Response

from participant import pages as screens
from participant.visit import arrive, forget, wished
from shared.house import House
from shared.log import NotFound
from shared.words import choose, words


def serve(pages: Blueprint, house: House) -> None:
    @pages.get("/m/<id>/")
    def now(id: str) -> Response:
        return screens.answer(screens.now(arrive(house, id)))

    @pages.get("/m/<id>/mine")
    def mine(id: str) -> Response:
        visit = arrive(house, id)
        return screens.answer(screens.mine(visit) if visit.person else screens.now(visit))

    @pages.get("/m/<id>/help")
    def help(id: str) -> Response:
        return screens.answer(screens.help(arrive(house, id)))

    @pages.errorhandler(NotFound)
    def gone(_: NotFound) -> Response:
        base = f"/m/{(request.view_args or {}).get('id', '')}/"
        lang = choose(request.cookies.get("lang"), wished(), house.config.lang)
        return forget(screens.answer(screens.gone(words(lang), base), 404), base)
