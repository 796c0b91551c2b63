"""The door of a meeting: shut it, open it, give it a new code, or ask everyone to leave."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, request

from facilitator import keys, page
from shared import door
from shared.house import House

MOVES = ("open", "shut", "new_code", "empty")


def routes(inside: Blueprint, house: House) -> None:
    @inside.get("/m/<id>/door")
    def look(id: str) -> Response:
        t, row = page.words_of(house), house.log.meeting(id)
        plan = house.live.meeting(id).plan_in(t.lang)
        return page.whole("door", t, row=row, plan=plan, code=door.spoken_code(row.code), base=f"{keys.PATH}/m/{id}")

    @inside.post("/m/<id>/door")
    def move(id: str) -> Response:
        row, to = house.log.meeting(id), request.form.get("to")
        if to not in MOVES:
            abort(400)
        if request.form.get("seen") == row.code:  # pressed twice, it is done once
            house.log.set_door(id, **door.moved(row, to))
            if to == "empty":
                house.presence.forget(id)
                house.hang_up(id)
            house.live.tell(id, "all")
        return make_response(redirect(f"{keys.PATH}/m/{id}/door", 303))
