"""Who may lead: a one-time key in a link, swapped for a cookie. Only hashes of either are kept.

The server prints a link when it starts, and it leads on this machine alone; whoever leads can let in another device
on purpose. A link works once, so that one left in a terminal, a chat or a photo opens nothing.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Callable
from contextlib import suppress

import ifaddr
from flask import Blueprint, Response, make_response, redirect, request

from facilitator import page
from shared import sockets
from shared.disk import NotNow
from shared.house import House
from shared.log import Log, Row

COOKIE = "samklang_lead"
PATH = "/lead"
LONGEST = 24  # hours until a device needs a new link, however much it is used
IDLE = 12  # hours without use after which it needs one: from the morning's preparation to the evening's meeting
KEPT = LONGEST * 60 * 60  # seconds a browser keeps the cookie
BYTES = 24  # 192 bits

ONCE, HERE = "once", "facilitator"  # the link printed at the start, and the device that used it: this machine
AWAY_ONCE, AWAY = "guest once", "guest"  # the link made for another device, and the device that used it
SWAPS = {ONCE: HERE, AWAY_ONCE: AWAY}


def make_once(log: Log, kind: str = ONCE) -> str:
    """A key that lets one device in, once. Links made earlier and not used stop working."""
    once = secrets.token_urlsafe(BYTES)
    for each in SWAPS:
        log.drop_keys(each)
    log.add_key(_hash(once), kind)
    return once


def link(house: House, once: str) -> str:
    """The address that swaps a one-time key for a cookie."""
    return f"{house.address()}{PATH}/key/{once}"


def leads(house: House) -> bool:
    """Whether the device that asks may lead."""
    hash = _hash(request.cookies.get(COOKIE, ""))
    kind = _alive(house.log, hash)
    return kind == AWAY or (kind == HERE and _here(house))


def only_who_leads(house: House) -> Callable[[], Response | None]:
    """What a blueprint runs before each request: nobody else comes further."""

    def check() -> Response | None:
        return None if leads(house) else page.refuse(house, "keyless", 403)

    return check


def revoke_others(log: Log) -> None:
    """Lets no device but this one lead, and kills the links that may be out."""
    for kind in (*SWAPS, *SWAPS.values()):
        log.drop_keys(kind, but=_hash(request.cookies.get(COOKIE, "")))


def ticket(row: Row) -> str:
    """What lets the page of this device listen, for as long as the device leads."""
    return sockets.ticket(row, "facilitator", _hash(request.cookies.get(COOKIE, "")))


def routes(door: Blueprint, house: House) -> None:
    @door.get("/key/<once>")
    def use(once: str) -> Response:
        if leads(house):
            return _inside()
        kind = _alive(house.log, _hash(once))
        if kind == ONCE and not _here(house):
            return page.refuse(house, "not_here", 403)
        if request.method == "HEAD":  # something that only looks whether the link leads anywhere must not use it up
            return make_response("")
        kept = secrets.token_urlsafe(BYTES)
        if kind not in SWAPS or not house.log.swap_key(_hash(once), _hash(kept), SWAPS[kind]):
            return page.refuse(house, "key_used", 403)
        answer = _inside()
        answer.set_cookie(COOKIE, kept, KEPT, path=PATH, secure=house.config.https, httponly=True, samesite="Lax")
        return answer


def _alive(log: Log, hash: str) -> str | None:
    """The kind of a key that is neither too old nor too long unused."""
    key, hour = log.key(hash), log.hour()
    if key is None or hour - key.made >= LONGEST or hour - key.used >= IDLE:
        return None
    if key.used != hour and key.kind in SWAPS.values():
        with suppress(NotNow):  # a full disk is no reason to lead no longer
            log.use_key(hash)
    return key.kind


def _here(house: House) -> bool:
    """Whether whoever asks sits at this machine. Behind a proxy nobody can tell, and the rule is off."""
    if house.config.public_url:
        return True
    asks = ipaddress.ip_address((request.remote_addr or "0.0.0.0").partition("%")[0])
    asks = getattr(asks, "ipv4_mapped", None) or asks
    return asks.is_loopback or str(asks) in _own_addresses()


def _own_addresses() -> set[str]:
    found = (ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips)
    return {ip if isinstance(ip, str) else ip[0] for ip in found}


def _inside() -> Response:
    return make_response(redirect(f"{PATH}/", 303))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
