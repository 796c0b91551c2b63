"""Which names we answer to, and which pages may send us something.

A page on another site can make a browser in the room ask us anything, and a name of its own can be made to lead here
(DNS rebinding). So we answer to our own names alone, and take a form only from a page of ours.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from shared.config import Config

FIELD = "proof"  # in each form that changes something
DEVICES = ("samklang_lead", "token")  # cookies that say which device this is; each goes to its own pages only

_strangers = secrets.token_bytes(32)  # for whoever has no cookie yet; a page is rarely older than the server
_form = re.compile(r'<form\b(?=[^>]*\bmethod="post")[^>]*>')


def answers_to(config: Config, host: str) -> bool:
    """Whether a Host header names us. An address in numbers always does: what is rebound is a name."""
    name = _name(host)
    if name is None:
        return False
    if name in _names(config) or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_our_page(config: Config, origin: str, host: str) -> bool:
    """Whether an Origin header names a page of ours, asked for under the name in `host`."""
    public = urlsplit(config.public_url)
    ours = {f"http://{host}", f"https://{host}", f"{public.scheme}://{public.netloc}"}
    return origin in ours - {"://"}


def proof(cookies: Mapping[str, str]) -> str:
    """What a form of ours carries: nobody can make it without the device's own cookie, which no script can read."""
    device = next((cookies[name] for name in DEVICES if cookies.get(name)), "")
    return hmac.new(device.encode() or _strangers, b"form", "sha256").hexdigest()[:32]


def proves(given: str, cookies: Mapping[str, str]) -> bool:
    return hmac.compare_digest(given.encode(), proof(cookies).encode())


def with_proof(html: str, cookies: Mapping[str, str]) -> str:
    """The page with the proof in every form that changes something; so no template can forget it."""
    field = f'<input type="hidden" name="{FIELD}" value="{proof(cookies)}">'
    return _form.sub(rf"\g<0>{field}", html)


def _names(config: Config) -> set[str]:
    machine = socket.gethostname().lower()
    public = urlsplit(config.public_url).hostname or ""
    return {"localhost", machine, f"{machine.removesuffix('.local')}.local", public, config.host.lower()} - {""}


def _name(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    plain = parts.netloc == host and not (parts.username or parts.password or parts.path)
    return (parts.hostname or "").rstrip(".") or None if plain else None
