"""Whatever anyone sends over the network, the others in the room notice nothing: a real server, byte by byte.

A second phone and the projector stay connected meanwhile, and are still told to look. SAMKLANG_FUZZ and SAMKLANG_SEED
as in test_fuzz.py; a hundredth as many connections are opened as requests are made there.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
import websocket

from samklang.phone import Form
from tests.frames import BIRD, Line, Stranger
from tests.noise import METHODS, Noise
from tests.servers import Leading, Server, serving, until
from tests.test_fuzz import HOW_MANY, SEED

pytestmark = pytest.mark.server

STRANGERS = max(60, HOW_MANY // 100)
ASLEEP = 10.5  # seconds until the engine looks after a line that was hung up on, and lets go of what waited for it
AT_ONCE = 12  # strangers who are connected at the same time
WITHOUT_LOOKS = "The browser files are missing, so pages have no looks. Run python hatch_build.py.\n"
HELD_UP = 5.0  # seconds; far above what it is, since the machine may be busy with something else


class Bystander:
    """A screen that is connected and wants to stay so."""

    def __init__(self, address: str, ticket: str):
        self.told, self.gone = threading.Event(), False
        where = address.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._line = websocket.create_connection(where, timeout=60, origin=address)
        self._line.recv()
        self._line.send("40" + json.dumps({"ticket": ticket}))
        assert str(self._line.recv()).startswith("40")
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError, websocket.WebSocketException):
            while said := self._line.recv():
                if said == "2":
                    self._line.send("3")
                elif said == '42["look"]':
                    self.told.set()
        self.gone = True

    def leave(self) -> None:
        self._line.shutdown()


class Meeting:
    """A meeting on a real server with two who are only there, and what they notice."""

    def __init__(self, server: Server):
        self.server = server
        self.leading = Leading(server)
        self.leading.open()
        self.steps = self._steps()
        self.phone = self._come_in()
        control = self.leading.device.open(f"/lead/m/{self.leading.id}/").html
        [projector] = set(re.findall(r"/screen/[\w-]+/[\w-]+", control))
        tickets = [self.phone.page.attributes["ticket"], server.phone(projector).page.attributes["ticket"]]
        self.bystanders = [Bystander(server.address, ticket) for ticket in tickets]
        self.stranger = self._come_in()
        self.longest = 0.0
        self._over = threading.Event()
        self._waiting = threading.Thread(target=self._keep_looking, daemon=True)
        self._waiting.start()

    def check(self) -> None:
        """Both are still connected, and are told when the meeting moves."""
        for bystander in self.bystanders:
            bystander.told.clear()
        self.leading.go(next(step for step in self.steps if step != self.leading.at))
        for bystander in self.bystanders:
            assert bystander.told.wait(30), "someone was not told to look"
            assert not bystander.gone, "someone was thrown out"

    def leave(self) -> None:
        self._over.set()
        self._waiting.join()
        for bystander in self.bystanders:
            bystander.leave()

    def _steps(self) -> list[str]:
        html = self.leading.device.open(f"/lead/m/{self.leading.id}/").html
        return list(dict.fromkeys(re.findall(r'name="to" value="([\w-]+)"', html)))[:2]

    def _come_in(self):
        device = self.server.phone("/")
        device.press(Form("/", fields=[("code", self.leading.code)]))
        device.press(Form(f"/m/{self.leading.id}/join"))
        return device

    def _keep_looking(self) -> None:
        """How long another phone waits for its page, at the longest."""
        patient = self.server.phone(f"/m/{self.leading.id}/")
        while not self._over.wait(0.01):
            began = time.monotonic()
            patient.open(f"/m/{self.leading.id}/")
            self.longest = max(self.longest, time.monotonic() - began)


@pytest.fixture
def meeting(tmp_path) -> Iterator[Meeting]:
    with serving(tmp_path, "--lang", "en") as server:
        meeting = Meeting(server)
        yield meeting
        meeting.leave()


def test_V_whatever_is_said_on_a_live_connection_the_others_stay(meeting, capfd):
    """V02-V04, V13, V15-V18: noise from strangers and from someone who was let in."""
    chance = random.Random(SEED)
    stranger = Stranger(chance, meeting.stranger.page.attributes["ticket"])
    lines: deque[Line] = deque()
    grown = _Grown(meeting.server)
    for n in range(STRANGERS):
        if n == STRANGERS // 2:
            _let_go_of(lines)
            grown.from_here()
        line = Line(meeting.server.address)
        assert b" 101 " in line.open(), f"seed {SEED}: stranger {n} was not let near"
        line.say(*stranger.pieces())
        lines.append(line)
        if len(lines) > AT_ONCE:
            lines.popleft().close()
        if n % 25 == 24:
            meeting.check()
    _let_go_of(lines)
    meeting.check()
    _check(meeting, grown, capfd, f"{STRANGERS} strangers")


def test_V_whatever_bytes_come_the_others_are_answered(meeting, capfd):
    """V18, V21: requests that are none, half ones, and ones that are too much."""
    chance, noise = random.Random(SEED), Noise(SEED)
    noise.known.steps, noise.known.places = meeting.steps, ["/", f"/m/{meeting.leading.id}/do"]
    grown = _Grown(meeting.server)
    for n in range(STRANGERS):
        if n == STRANGERS // 3:
            grown.from_here()
        said = _request(noise, meeting.leading.id)
        line = Line(meeting.server.address)
        whole = chance.random() < 0.8
        line.say(said if whole else said[: chance.randint(0, len(said))])
        with contextlib.suppress(OSError):
            line.end.shutdown(1)  # nothing more will come
        answer = line.hear()
        line.close()
        whole = whole and bool(said.decode("latin1").strip())  # an empty line asks for nothing
        story = f"seed {SEED}, request {n}: {said[:300]!r} -> {answer[:200]!r}"
        assert answer.startswith((b"HTTP/1.", b"<!DOCTYPE")) or not (whole or answer), story
        assert not re.match(rb"HTTP/1.\d 50[02]", answer), story
        assert b"Traceback" not in answer, story
        if n % 50 == 49:
            meeting.check()
    meeting.check()
    _check(meeting, grown, capfd, f"{STRANGERS} raw requests")


def _request(noise: Noise, id: str) -> bytes:
    chance = noise.chance
    noise.known.now = noise.known.steps[0]
    body, kind = noise.body(noise.bent(noise.command(leads=False)))
    method = chance.choice([*METHODS, "POST", "POST"])
    path = chance.choice(
        [noise.path(), f"/m/{id}/do", "/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=9&sid=x"]
    )
    path = "".join(c if c > " " else "%20" for c in path)
    headers = [
        chance.choice(["Host: 127.0.0.1", "Host: evil.example", "", "Host: a\r\nHost: b", "Host:\x00"]),
        chance.choice(
            [f"Content-Length: {len(body)}", "Content-Length: -1", "Content-Length: 9" * 3, "", "Content-Length: 5"]
        ),
        chance.choice(["", "", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 3"]),
        chance.choice(
            ["", f"X-{BIRD}: {BIRD}", "A" * 9000 + ": b", "no colon", " folded", "\xff: \xff", "Expect: 100-continue"]
        ),
        chance.choice(
            ["", "Upgrade: websocket", "Upgrade: websocket\r\nConnection: Upgrade", "Upgrade: h2c", "X: y\r\n" * 300]
        ),
        f"Content-Type: {kind}",
        chance.choice(["Connection: close", "Connection: close", "Connection: keep-alive"]),
    ]
    version = chance.choice(["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "x"])
    line = f"{method} {path} {version}\r\n".encode("latin1", "replace")
    whole = line + "\r\n".join(filter(None, headers)).encode("latin1", "replace") + b"\r\n\r\n" + body
    return whole if chance.random() < 0.9 else chance.randbytes(chance.choice([1, 30, 3000]))


def _let_go_of(lines: deque[Line]) -> None:
    """Hangs up on every line, and waits until the engine has noticed."""
    while lines:
        lines.popleft().close()
    noticed = time.monotonic() + ASLEEP
    until(lambda: time.monotonic() > noticed, "the engine looks after its lines", 2 * ASLEEP)


def _check(meeting: Meeting, grown: _Grown, capfd: pytest.CaptureFixture[str], what: str) -> None:
    server = meeting.server
    until(lambda: grown.open_files() <= grown.files + 4, "what strangers held is let go of", 30)
    share = grown.share()
    with capfd.disabled():
        print(
            f"\n{what}, seed {SEED}; memory {share:+.1%}; another phone waited {meeting.longest * 1000:.0f} ms at most"
        )
    assert share < 0.05, f"the server's memory grew by {share:.1%}"
    assert meeting.longest < HELD_UP
    assert server.process.poll() is None
    for said in (server.complained, server.said):
        assert "Traceback" not in said and BIRD not in said
    assert server.complained.replace(WITHOUT_LOOKS, "") == ""


class _Grown:
    """How much more memory the server holds than it did, where the system tells (Linux)."""

    def __init__(self, server: Server):
        self._about = Path(f"/proc/{server.process.pid}")
        self.files = self.open_files()
        self.from_here()

    def from_here(self) -> None:
        self._before = self._memory()

    def share(self) -> float:
        return self._memory() / self._before - 1

    def open_files(self) -> int:
        return len(list((self._about / "fd").iterdir())) if self._about.exists() else 0

    def _memory(self) -> int:
        return int((self._about / "statm").read_text().split()[1]) if self._about.exists() else 1
