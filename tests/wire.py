"""What travels to one browser: a proxy that writes down every byte it hands on and how many, and that can lose some.

A browser is given a wire of its own, and so are its live connections. What is not written here has not reached it.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import NamedTuple
from urllib.parse import urlsplit

CHANGED = ("connection", "proxy-connection", "accept-encoding")  # what comes is then not compressed, and can be read
LARGEST_HEAD = 64 * 1024  # bytes


class Exchange(NamedTuple):
    """One question and its answer as a watcher of the radio sees it: how long each is. `path` is for the test alone."""

    method: str
    path: str
    sent: int
    came: int


class Wire:
    """Listens on a port of its own. `heard` is what has come to the browser, `asked` every host it turned to."""

    def __init__(self):
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.asked: set[str] = set()
        self.lose_answers = False  # what is asked arrives; what is answered does not
        self.exchanges: list[Exchange] = []  # those that are over
        self._heard: list[bytes] = []
        self._said: list[bytes] = []
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._let_in, daemon=True).start()

    @property
    def heard(self) -> str:
        """Everything that has come to the browser so far, headers and live messages too."""
        return b"".join(self._heard).decode("utf8", "replace")

    @property
    def said(self) -> str:
        """Everything that has left the browser so far. What is said on a live connection is masked, as browsers do."""
        return b"".join(self._said).decode("utf8", "replace")

    def forget(self) -> None:
        """Hears from now on only."""
        self._heard.clear()
        self._said.clear()
        self.exchanges.clear()

    def close(self) -> None:
        self._door.close()
        for end in list(self._open):
            self._hang_up(end)

    def _let_in(self) -> None:
        while True:
            try:
                browser, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        """One connection of the browser's: one request there and its answer back, or a line left open."""
        self._open.add(browser)
        try:
            head, body = _read_head(browser)
            if not head:
                return
            method, target, _ = head[0].split(" ", 2)
            host = target if method == "CONNECT" else urlsplit(target).netloc
            self.asked.add(host)
            with socket.create_connection(_place(host)) as server:
                self._open.add(server)
                if method == "CONNECT":
                    browser.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    threading.Thread(target=self._pour, args=(browser, server), daemon=True).start()
                    self._bring_back(server, browser)
                    return
                sent = self._send_on(browser, server, head, body)
                came = self._bring_back(server, browser)
                self.exchanges.append(Exchange(method, urlsplit(target).path, sent, came))
        except OSError:
            pass  # one of the ends is gone, and so is this line
        finally:
            self._hang_up(browser)

    def _send_on(self, browser: socket.socket, server: socket.socket, head: list[str], body: bytes) -> int:
        method, target, version = head[0].split(" ", 2)
        path = target.partition("://")[2].partition("/")[2]
        kept = [line for line in head[1:] if line.partition(":")[0].lower() not in CHANGED]
        length = next((int(line.partition(":")[2]) for line in kept if line.lower().startswith("content-length:")), 0)
        while len(body) < length:
            body += browser.recv(65536)
        lines = [f"{method} /{path} {version}", *kept, "Connection: close", "", ""]
        whole = "\r\n".join(lines).encode("latin1") + body
        self._said.append(whole)
        server.sendall(whole)
        return len(whole)

    def _pour(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                self._said.append(piece)
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)

    def _bring_back(self, server: socket.socket, browser: socket.socket) -> int:
        came = 0
        while piece := server.recv(65536):
            if self.lose_answers:
                break
            self._heard.append(piece)
            browser.sendall(piece)
            came += len(piece)
        return came

    def _hang_up(self, end: socket.socket) -> None:
        self._open.discard(end)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def _read_head(end: socket.socket) -> tuple[list[str], bytes]:
    """The lines before the first empty one, and what has already come of the rest."""
    come = b""
    while b"\r\n\r\n" not in come and len(come) < LARGEST_HEAD:
        piece = end.recv(65536)
        if not piece:
            return [], b""
        come += piece
    head, _, rest = come.partition(b"\r\n\r\n")
    return head.decode("latin1").split("\r\n"), rest


def _place(host: str) -> tuple[str, int]:
    name, _, port = host.partition(":")
    return name, int(port or 80)
