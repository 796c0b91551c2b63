"""What travels to and from a phone, made alike in size, so that whoever watches the radio cannot tell what was done.

Encryption hides words, not lengths: without this, a short answer says "passed" and a longer page says "wrote a note".
So every answer to a phone is filled up with blanks to a whole step, and the phone's script fills up what it sends
(browser/posting.js). A form sent without a script cannot be filled up; docs/limits.md says so.
"""

from __future__ import annotations

from flask import Flask, Response, request

FIELD = "padding"  # in what a phone's script sends; says nothing and is never read
PAGE, LIVE, SHORT = 48 * 1024, 16 * 1024, 1024  # bytes of a step: a whole page, its inside alone, all else
PHONES = ("participant",)


def even_out(app: Flask) -> None:
    """Comes before anything else that looks at answers, since those who come first look last."""

    @app.after_request
    def fill(answer: Response) -> Response:
        if request.blueprint in PHONES and answer.status_code != 204 and not answer.is_streamed:
            answer.set_data(filled(answer.get_data(), _step(answer), len(answer.headers.get("Location", ""))))
        return answer


def filled(content: bytes, step: int, beside: int = 0) -> bytes:
    """`content` with blanks after it, so that it and what stands `beside` it in the headers fill whole steps."""
    return content + b" " * (-(len(content) + beside) % step)


def _step(answer: Response) -> int:
    if answer.mimetype != "text/html" or 300 <= answer.status_code < 400:
        return SHORT
    return LIVE if "X-Look" in request.headers else PAGE
