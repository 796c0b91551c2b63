"""Real servers for tests: child processes on this machine alone, on a free port, with a folder of their own."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from samklang.phone import Form, Page, Phone

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90  # seconds for a slow machine; nothing waits this long when all is well
READY = "Ctrl-C"  # stands in the last line said before phones may come, in every language


class Server:
    """A running Samklang. Use it as a context, so that it is gone afterwards."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        command: str = "serve",
        environ: dict[str, str] | None = None,
        module: str = "samklang",
    ):
        self.data = folder / "data"
        self.module, self.command, self.arguments = module, command, arguments
        self.environ = {**os.environ, "PYTHONUNBUFFERED": "1", **(environ or {})}
        self.said_file = folder / "said.txt"
        self.complained_file = folder / "complained.txt"
        self.port = 0
        self._afterwards = ExitStack()
        self.start()

    def start(self) -> None:
        fixed = ["--host", "127.0.0.1", "--port", str(self.port), "--data", str(self.data), "--no-browser"]
        with self.said_file.open("wb") as said, self.complained_file.open("wb") as complained:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, self.command, *fixed, *self.arguments],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=complained,
            )
        try:
            until(lambda: READY in self.said or self.process.poll() is not None, "the server says it is ready")
        except BaseException:
            self.kill()
            raise
        assert self.process.poll() is None, f"the server stopped: {self.complained}"
        self.port = urlsplit(self.address).port or 80

    @property
    def said(self) -> str:
        """Everything it has printed since it was last started."""
        return self.said_file.read_text("utf-8")

    @property
    def complained(self) -> str:
        return self.complained_file.read_text("utf-8")

    @property
    def control_link(self) -> str:
        """The link that lets one device lead, once."""
        return self._first("/lead/key/")

    @property
    def address(self) -> str:
        """Where phones come in, e.g. "http://127.0.0.1:40123"."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.control_link))

    def link(self, part: str) -> str:
        """The first printed address with this in it, e.g. "/screen/"."""
        return self._first(part)

    def kill(self) -> None:
        """As when the power goes: no goodbye, nothing tidied up."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As with Ctrl-C. Returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def restart(self) -> None:
        """Starts again on the same folder and the same port."""
        if self.process.poll() is None:
            self.stop()
        self.start()

    def __enter__(self) -> Server:
        return self

    def phone(self, path: str = "/") -> Phone:
        """A phone, or any device that opens pages, at an address of ours. It is put away when the server is."""
        device = self._afterwards.enter_context(Phone(self.address, "en", random.Random(0)))
        device.open(path.removeprefix(self.address))
        return device

    def __exit__(self, *_: object) -> None:
        self._afterwards.close()
        if self.process.poll() is None:
            self.kill()

    def _first(self, part: str) -> str:
        return next(url for url in re.findall(r"https?://\S+", self.said) if part in url)


def serving(folder: Path, *arguments: str, **environ: str) -> Server:
    """A server on a fresh folder, ready for phones. `environ` adds SAMKLANG_* settings."""
    return Server(folder, *arguments, environ=environ)


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """One command, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "samklang", *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=2 * PATIENCE,
    )


def until(true: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Waits until something has come true; fails by saying what did not."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"not within {patience:g} s: {what}"
        time.sleep(0.02)


class Leading:
    """Whoever leads, on a device of their own, by nothing but the pages. Words are looked for in English."""

    def __init__(self, server: Server):
        self.device = server.phone(server.control_link)
        self.id = self.code = self.at = ""

    def open(self, plan: str = "demo", length: str = "60", lang: str = "en") -> None:
        """Opens a meeting; its id and the code that lets phones in are then known."""
        self._on(self._post("/lead/meetings", plan=plan, length=length, lang=lang))

    def take_over(self) -> None:
        """Goes to the first meeting that is running."""
        [path] = set(re.findall(r"/lead/m/[\w-]+/", self.device.open("/lead/").html))
        self._on(self.device.open(path))

    def go(self, step: str) -> None:
        self.do("", "go", to=step, coming_from=self.at)
        self.at = step

    def do(self, step: str, type: str, **fields: str) -> None:
        self._post(f"/lead/m/{self.id}/do", type=type, step=step, **fields)

    def sees(self, pattern: str) -> bool:
        """Whether the control screen now says something like this."""
        return re.search(pattern, self.device.open(f"/lead/m/{self.id}/").text) is not None

    def _on(self, page: Page) -> None:
        self.id, self.at = self.device.here.strip("/").rpartition("/")[2], ""
        shown = re.search(r"^Code\n(\w+) (\w+)$", page.text, re.MULTILINE)
        assert shown, page.text
        self.code = shown[1] + shown[2]

    def _post(self, path: str, **fields: str) -> Page:
        return self.device.press(Form(path, fields=list(fields.items())))
