"""The way in: `samklang ...` or `python -m samklang ...`.

What serves many at once needs the standard library's sockets and threads made patient before anything else is
imported, even the command line itself. Which library does that is chosen by SAMKLANG_ASYNC and known here, in
serving.py and nowhere else.
"""

import os
import sys
import warnings

SERVES = {"serve", "demo", "simulate"}


def make_patient(arguments: list[str], mode: str) -> None:
    """Patches the standard library for a command that serves; any other command runs as plain Python."""
    if not SERVES & set(arguments[1:2]):
        return
    if mode == "eventlet":
        os.environ["EVENTLET_NO_GREENDNS"] = "yes"
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        import eventlet

        eventlet.monkey_patch()
    elif mode == "gevent":
        try:
            from gevent import monkey
        except ImportError:
            return  # said in words once the settings are read
        monkey.patch_all()


make_patient(sys.argv, os.environ.get("SAMKLANG_ASYNC") or "eventlet")

from samklang.cli import main  # noqa: E402  patched first

if __name__ == "__main__":
    sys.exit(main())
