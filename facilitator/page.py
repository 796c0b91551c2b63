"""How the facilitator's pages are answered: whole, or only what is inside when a screen looks again."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, request
from markupsafe import Markup

from shared import screen
from shared.house import House
from shared.words import Words, choose, words

LANGUAGE = "samklang_lead_language"


def words_of(house: House) -> Words:
    """The words of whoever leads: as they chose on this device, else as the installation is set."""
    return words(choose(request.cookies.get(LANGUAGE), [], house.config.lang))


def whole(name: str, t: Words, status: int = 200, **context: Any) -> Response:
    """A page that stands still, from facilitator/screens/<name>.html."""
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return make_response(screen.sendable(screen.render(f"facilitator/{name}.html", t, here=here, **context)), status)


def living(inner: str, shell: str, t: Words, status: int = 200, **context: Any) -> Response:
    """A page that looks again by itself.

    `inner` is all that changes; `shell` is the template around it, which gets it as `inner` with its `digest`. A screen
    that looks again names the digest it has in X-Look and gets nothing (204) or the new inside.
    """
    digest = screen.digest(inner)
    seen = request.headers.get("X-Look")
    if seen == digest:
        return make_response("", 204, {"X-Build": screen.build()})
    if seen is None:
        return whole(shell, t, status, inner=Markup(inner), digest=digest, build=screen.build(), **context)
    answer = make_response(screen.sendable(inner), status)
    answer.headers["X-Digest"] = digest
    answer.headers["X-Build"] = screen.build()
    return answer


def refuse(house: House, key: str, status: int) -> Response:
    """A kind page, or a kind answer to a script, for what cannot be. `key` names its words: <key>.title, <key>.text."""
    t = words_of(house)
    if wants_json():
        return make_response(jsonify(refused=t(f"{key}.text"), retry=status >= 500), status)
    if "X-Look" in request.headers and status < 500:  # to such a screen it is simply gone; loading anew says why
        return make_response("", 404, {"X-Digest": key})
    return whole("closed", t, status, key=key)


def leaf() -> int:
    """Which leaf of a list that is too long for one; past the last one, the last is shown."""
    asked = request.args.get("leaf", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
