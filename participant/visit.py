"""One request from one phone: which meeting, in which language, and whose, as far as anyone can know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import request
from werkzeug import Response

from shared import door
from shared.house import House
from shared.log import Row
from shared.meeting import Meeting
from shared.words import Words, choose, words

TOKEN, LANGUAGE, KNOCK = "token", "lang", "knock"  # cookies; all belong to one meeting's path and end with the browser
PRESENT = " here"  # no step has this name, so being counted can never be tied to an answer


@dataclass(frozen=True)
class Visit:
    house: House
    row: Row
    words: Words
    person: str | None  # None until they have come in
    welcome: bool = False  # has seen the code that is valid now, and the door stands open

    @property
    def base(self) -> str:
        return f"/m/{self.row.id}/"

    @cached_property
    def meeting(self) -> Meeting:
        return self.house.live.meeting(self.row.id)

    def me(self, step: str) -> str:
        """This person's name in one step alone."""
        return door.pseudonym(self.row, self.person or "", step)

    @property
    def presence(self) -> str:
        return self.me(PRESENT)


def arrive(house: House, id: str) -> Visit:
    """The visit behind this request; a phone that has come in counts as here. Raises NotFound."""
    row = house.log.meeting(id)
    lang = choose(request.cookies.get(LANGUAGE), wished(), next(iter(row.plans)))
    welcome = door.stands_open(row, request.cookies.get(KNOCK, ""))
    visit = Visit(house, row, words(lang), door.person_of(row, request.cookies.get(TOKEN)), welcome)
    if visit.person:
        house.presence.seen(row.id, visit.presence)
    return visit


def wished() -> list[str]:
    """The languages this browser asks for, best first."""
    return [lang for lang, _ in request.accept_languages]


def remember(visit: Visit, answer: Response, name: str, value: str) -> Response:
    """Has the browser keep a value for this meeting alone, until it is closed."""
    secure = visit.house.config.https
    answer.set_cookie(name, value, path=visit.base, httponly=True, samesite="Lax", secure=secure)
    return answer


def forget(answer: Response, base: str) -> Response:
    for name in (TOKEN, LANGUAGE, KNOCK):
        answer.delete_cookie(name, path=base)
    return answer
