"""QR codes: as one SVG path for the projector, as text for a terminal.

Drawn from the modules themselves, since a page may carry no image from elsewhere and no inline style.
"""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import groupby
from urllib.parse import urlsplit, urlunsplit

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4  # modules of white on each side; cameras need them


def join_address(base: str, secret: str) -> str:
    """What the code on the projector says. In capitals, which take a third less room, so each square is larger.

    Scheme and host mean the same in capitals; the path of an installation that has one does not, and is left alone.
    """
    scheme, host, path, *_ = urlsplit(base)
    if not path:
        return f"{base}/J/{secret}".upper()
    return f"{scheme}://{host}".upper() + f"{path}/J/{secret}"


def typed_address(base: str) -> str:
    """The address as one would type it, e.g. "192.168.1.5:8000"."""
    return urlunsplit(("", *urlsplit(base)[1:])).removeprefix("//")


@lru_cache(maxsize=64)
def svg_path(text: str) -> tuple[str, int]:
    """The dark squares as one path, and how many squares the picture is wide, quiet zone included."""
    rows = _drawn(text).get_matrix()
    return "".join(_runs(row, y) for y, row in enumerate(rows)), len(rows)


def terminal(text: str) -> str:
    """The code in block letters, for a terminal with light letters on a dark ground."""
    out = io.StringIO()
    _drawn(text).print_ascii(out=out, invert=True)
    return out.getvalue()


def _drawn(text: str) -> QRCode:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    return code


def _runs(row: list[bool], y: int) -> str:
    path, x = "", 0
    for dark, squares in groupby(row):
        n = len(list(squares))
        path += f"M{x} {y}h{n}v1h-{n}z" if dark else ""
        x += n
    return path
