"""The door of a meeting: how a phone gets in and is known again, without anyone knowing whose it is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from typing import Any

from shared import anonymity
from shared.live import minute
from shared.log import Row
from shared.plan import Plan

ALPHABET = "ACDEFGHJKMNPQRTUVWXYZ234679"  # nothing that looks like something else: no 0 O, 1 I L, 5 S, 8 B
MISTYPED = 2  # characters of a code that people get wrong and still mean it
CODE = 6  # characters on one laptop; a hosted installation sets 8


def new_row(plans: dict[str, Plan], length: int = CODE) -> Row:
    """A fresh meeting with keys of its own. `plans` by language, the meeting's own first."""
    return Row(
        id=_id(),
        seq=0,
        plans=plans,
        key=secrets.token_bytes(32),
        **_fresh(length),
        screen_key=secrets.token_urlsafe(16),
        opened=minute(),
    )


def _id() -> str:
    """A name for a meeting. Never with a hyphen in front: on the command line that would be taken for an option."""
    while (id := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return id


def moved(row: Row, to: str) -> dict[str, Any]:
    """What changes at a meeting's door when it is shut or opened, gets a new code, or everyone is asked to leave.

    With a new code the old ones open nothing, and whoever is in stays in. Asked to leave, nobody's token is worth
    anything any more; the door then stands open, under a new code, for those the one who leads shows it to.
    """
    match to:
        case "shut":
            return {"shut": 1}
        case "open":
            return {"shut": 0}
        case "new_code":
            return _fresh(len(row.code))
        case "empty":
            return {**_fresh(len(row.code)), "shut": 0, "epoch": row.epoch + 1}
    raise ValueError(to)


def read_code(typed: str) -> str:
    """A typed code as it was meant: any case, spaces and dashes, full-width letters."""
    plain = unicodedata.normalize("NFKC", typed[:64]).upper()
    return "".join(c for c in plain if c in ALPHABET)


def spoken_code(code: str) -> str:
    """A code in two halves, easier to read from the back of a room: "K7M 4TR"."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def knock(row: Row) -> str:
    """What a phone holds between the code and coming in: that it has seen the code which is valid now."""
    return hmac.new(row.key, f"knock\x1f{row.epoch}\x1f{row.secret}".encode(), hashlib.sha256).hexdigest()[:32]


def stands_open(row: Row, knocked: str) -> bool:
    """Whether a phone that has knocked so may come in now."""
    return not row.shut and hmac.compare_digest(knocked.encode(), knock(row).encode())


def new_token(row: Row) -> str:
    """What a phone is known by in this meeting: random, with a seal so that no list of people is needed."""
    person = secrets.token_urlsafe(16)
    return f"{person}.{_seal(row, person)}"


def person_of(row: Row, token: str | None) -> str | None:
    """The person a token stands for, or None if this meeting did not give it out."""
    person, _, seal = (token or "").partition(".")
    return person if seal and hmac.compare_digest(seal.encode(), _seal(row, person).encode()) else None


def new_pass(row: Row, person: str, host: str) -> str:
    """What a page may hand over to this meeting at another address, to go on there as the same person.

    It opens nothing at the address it was given at, and elsewhere only when a page of that address hands it over.
    """
    return f"{person}.{_pass_seal(row, person, host)}"


def token_for(row: Row, handed: str, came_from: str, host: str) -> str | None:
    """The token for a pass that a page at `came_from` has handed to one at `host`; None if it is not worth one."""
    person, _, seal = handed.partition(".")
    meant = _pass_seal(row, person, came_from)
    good = came_from != host and hmac.compare_digest(seal.encode(), meant.encode())
    return f"{person}.{_seal(row, person)}" if good else None


def pseudonym(row: Row, person: str, step: str) -> str:
    return anonymity.pseudonym(row.key, person, step)


def _fresh(length: int) -> dict[str, Any]:
    return {
        "code": "".join(secrets.choice(ALPHABET) for _ in range(length)),
        "secret": base64.b32encode(secrets.token_bytes(16)).decode().rstrip("="),
    }


def _pass_seal(row: Row, person: str, host: str) -> str:
    plain = f"pass\x1f{row.epoch}\x1f{host}\x1f{person}"
    return hmac.new(row.key, plain.encode(), hashlib.sha256).hexdigest()[:32]


def _seal(row: Row, person: str) -> str:
    return hmac.new(row.key, f"door\x1f{row.epoch}\x1f{person}".encode(), hashlib.sha256).hexdigest()[:32]
