"""What the terminal says once the doors are open: where to lead from, and where phones come in."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from urllib.parse import urlsplit

from samklang import addresses
from samklang.start import control_link
from samklang.terminal import say
from shared import qr
from shared.house import House
from shared.words import Words


def to_facilitator(house: House, own: str, t: Words) -> None:
    """Prints the link that leads, every address a phone could use, and the QR code of the likeliest."""
    link = control_link(house, own)
    likeliest, *others = addresses.all_for_phones(house.config, port_of(own))
    say(t("cli.lead_here"))
    say(f"  {link}")
    say()
    say(t("cli.phones_here"))
    say(f"  {likeliest}")
    if others:
        say(t("cli.phones_or"))
        for other in others:
            say(f"  {other}")
    draw(f"{likeliest}/")
    if likeliest.startswith("http://127."):
        say(t("cli.no_network"))
    say(t("cli.stop_with"))
    if house.config.browser:
        open_browser(link)


def port_of(address: str) -> int:
    return urlsplit(address).port or 80


def draw(link: str) -> None:
    """The QR code in block letters, where the terminal has them."""
    code = qr.terminal(link)
    try:
        code.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return
    say()
    say(code)


def open_browser(link: str) -> None:
    """Opens a window on the screen in front of us. Does nothing where there is none."""
    seen = os.name == "nt" or sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if seen:
        threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
