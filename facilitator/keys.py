"""Who may lead: a one-time key in a link, swapped for a cookie. Only hashes of either are kept.

The server prints a link when it starts; whoever leads can make another for a second device. A link works once, so
that one left in a terminal, a chat or a photo opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, request

from facilitator import page
from shared.house import House
from shared.log import Log

COOKIE = "samklang_lead"
PATH = "/lead"
KEPT = 7 * 24 * 60 * 60  # seconds a browser keeps it: from one weekly meeting to the next
BYTES = 24  # 192 bits


def make_once(log: Log) -> str:
    """A key that lets one device in, once. Links made earlier and not used stop working."""
    once = secrets.token_urlsafe(BYTES)
    log.drop_keys("once")
    log.add_key(_hash(once), "once")
    return once


def link(house: House, once: str) -> str:
    """The address that swaps a one-time key for a cookie."""
    return f"{house.address()}{PATH}/key/{once}"


def leads(log: Log) -> bool:
    """Whether the device that asks may lead."""
    kept = request.cookies.get(COOKIE, "")
    return bool(kept) and log.has_key(_hash(kept), "facilitator")


def only_who_leads(house: House) -> Callable[[], Response | None]:
    """What a blueprint runs before each request: nobody else comes further."""

    def check() -> Response | None:
        return None if leads(house.log) else page.refuse(house, "keyless", 403)

    return check


def revoke_others(log: Log) -> None:
    """Lets no device but this one lead, and kills the link that may be out."""
    log.drop_keys("once")
    log.drop_keys("facilitator", but=_hash(request.cookies.get(COOKIE, "")))


def routes(door: Blueprint, house: House) -> None:
    @door.get("/key/<once>", provide_automatic_options=False)
    def use(once: str) -> Response:
        if leads(house.log):
            return _inside()
        if request.method == "HEAD":  # something that only looks whether the link leads anywhere must not use it up
            return make_response("")
        kept = secrets.token_urlsafe(BYTES)
        if not house.log.swap_key(_hash(once), _hash(kept)):
            return page.refuse(house, "key_used", 403)
        answer = _inside()
        answer.set_cookie(COOKIE, kept, KEPT, path=PATH, secure=house.config.https, httponly=True, samesite="Lax")
        return answer


def _inside() -> Response:
    return make_response(redirect(f"{PATH}/", 303))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
