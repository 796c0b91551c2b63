"""What travels to and from a phone, made alike in size, so that whoever watches the radio cannot tell what was done.

Encryption hides words, not lengths: without this, a short answer says "passed" and a longer page says "wrote a note".
So every answer to a phone is filled up with blanks to a whole step, and the phone's script fills up what it sends
(browser/posting.js). Whole pages are compressed first; their blanks travel as they are, so that the step holds. A form
sent without a script cannot be filled up; docs/limits.md says so.
"""

from __future__ import annotations

import struct
import zlib

from flask import Flask, Response, request

FIELD = "padding"  # in what a phone's script sends; says nothing and is never read
PAGE, LIVE, SHORT = 48 * 1024, 16 * 1024, 1024  # bytes of a step: a whole page, its inside alone, all else
COMPRESSED = 12 * 1024  # bytes of a step of a whole page that travels compressed
PHONES = ("participant",)
GZIP = b"\x1f\x8b\x08" + bytes(6) + b"\xff"  # how each such file begins: nothing named, no time


def even_out(app: Flask) -> None:
    """Comes before anything else that looks at answers, since those who come first look last."""

    @app.after_request
    def fill(answer: Response) -> Response:
        if request.blueprint not in PHONES or answer.status_code == 204 or answer.is_streamed:
            return answer
        step = _step(answer)
        if step == PAGE and request.accept_encodings["gzip"]:
            answer.set_data(compressed(answer.get_data(), COMPRESSED))
            answer.headers["Content-Encoding"] = "gzip"
        else:
            answer.set_data(filled(answer.get_data(), step, len(answer.headers.get("Location", ""))))
        return answer


def filled(content: bytes, step: int, beside: int = 0) -> bytes:
    """`content` with blanks after it, so that it and what stands `beside` it in the headers fill whole steps."""
    return content + b" " * (-(len(content) + beside) % step)


def compressed(content: bytes, step: int) -> bytes:
    """`content` as gzip, with blanks after it that are not compressed, so that the whole fills whole steps."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    packed = GZIP + packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)
    blanks = b" " * (-(len(packed) + 5 + 8) % step)
    plain = struct.pack("<BHH", 1, len(blanks), len(blanks) ^ 0xFFFF) + blanks  # the last block, as it is
    whole = content + blanks
    return packed + plain + struct.pack("<II", zlib.crc32(whole), len(whole) & 0xFFFFFFFF)


def _step(answer: Response) -> int:
    if answer.mimetype != "text/html" or 300 <= answer.status_code < 400:
        return SHORT
    return LIVE if "X-Look" in request.headers else PAGE
