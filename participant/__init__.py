"""What a participant's phone talks to: coming in, taking part, taking back, help."""

from __future__ import annotations

from flask import Blueprint

from participant import doing, entrance, reading
from shared.house import House


def blueprint(house: House) -> Blueprint:
    pages = Blueprint("participant", __name__)
    entrance.serve(pages, house)
    reading.serve(pages, house)
    doing.serve(pages, house)
    return pages
