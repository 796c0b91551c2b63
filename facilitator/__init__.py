"""What the facilitator's control screen and the projector talk to."""

from __future__ import annotations

from flask import Blueprint, Response

from facilitator import control, courses, doors, keys, library, page, planning, sheets, sorting
from facilitator.notes import pages as notes
from shared.disk import NotNow
from shared.house import House
from shared.log import NotFound


def blueprint(house: House) -> Blueprint:
    """Everything under /lead. All of it but the one-time link asks for the cookie of whoever leads."""
    door = Blueprint("facilitator", __name__, url_prefix=keys.PATH)
    inside = Blueprint("leading", __name__)
    inside.before_request(keys.only_who_leads(house))
    keys.routes(door, house)
    library.routes(inside, house)
    control.routes(inside, house)
    courses.routes(inside, house)
    doors.routes(inside, house)
    sorting.routes(inside, house)
    planning.routes(inside, house)
    sheets.routes(inside, house)
    notes.routes(inside, house)
    door.register_blueprint(inside)

    @door.errorhandler(NotFound)
    def gone(_: NotFound) -> Response:
        return page.refuse(house, "gone", 404)

    @door.errorhandler(NotNow)
    def not_now(_: NotNow) -> Response:
        return page.refuse(house, "not_now", 503)

    return door
