"""How fast Samklang is, in figures: `python3 dev.py bench`, on this machine alone and within a few minutes.

Nothing here passes or fails. Each figure is a median of several, beside what it is to be compared with, since
milliseconds differ from machine to machine and ratios hardly do. SAMKLANG_PHONES sets how many phones there are.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

from facilitator import keys
from shared.activity import LEAD, Actor
from tests.rooms import Room
from tests.servers import Leading, Server

PHONES = int(os.environ.get("SAMKLANG_PHONES", "1000"))
A_SECOND, SECONDS = 50, 20  # posts, and for how long
FEW, MANY = 100, 5000  # facts
NOTES = 1000
PLANS = Path(__file__).parent / "plans"


def main() -> int:
    for measure in (growing, drawing, loading, small_room, large_room):
        print(f"\n{measure.__doc__}", flush=True)
        for line in measure():
            print(f"  {line}", flush=True)
    return 0


def milliseconds(act: Callable[[], object], times: int = 7) -> float:
    """The median of so many, in milliseconds of this thread's processor time."""
    took = []
    for _ in range(times):
        began = time.thread_time()
        act()
        took.append(1000 * (time.thread_time() - began))
    return statistics.median(took)


def percentile(values: list[float], share: float) -> float:
    return 1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))]


# --- in this process


def full_room(folder: Path, facts: int) -> Room:
    """A room on disk at whose wall so many notes have been written, three by each."""
    room = Room(data=folder)
    room.go("wall")
    for n in range(facts):
        text = {"type": "add", "key": f"k{n % 3}", "text": f"Noget, der giver mig håb, når det er svært {n}"}
        room.house.live.do(room.id, "wall", text, Actor(f"p{n // 3}"))
    return room


def growing():
    """A meeting that grows (processor time)"""
    (few, _), (many, fold) = grown(FEW), grown(MANY)
    yield f"a note changed: {few:.1f} ms at {FEW} facts, {many:.1f} ms at {MANY} ({many / few:.1f} times)"
    yield f"{MANY} facts read and folded: {fold:.0f} ms"


def grown(facts: int) -> tuple[float, float]:
    """What it takes to change a note in a meeting of so many facts, and to read and fold them all."""
    names = itertools.count()
    with tempfile.TemporaryDirectory() as folder:
        room = full_room(Path(folder), facts)
        live = room.house.live

        def change() -> None:
            what = {"type": "add", "key": "k1", "text": f"anders {next(names)}"}
            live.do(room.id, "wall", what, Actor("p1"))

        def begin_again() -> None:
            live._known.clear()
            live.meeting(room.id)

        took = milliseconds(change), milliseconds(begin_again, 3)
        room.close()
    return took


def drawing():
    """Pages with a thousand notes (processor time; below 50 ms nobody is held up)"""
    with tempfile.TemporaryDirectory() as folder:
        room = full_room(Path(folder), NOTES)
        leads, shows, phone = room.app.test_client(), room.app.test_client(), room.phone()
        leads.get(f"/lead/key/{keys.make_once(room.house.log)}")
        shows.get(f"/screen/{room.id}/{room.row.screen_key}")
        base = f"/lead/m/{room.id}"
        room.house.live.do(room.id, "wall", {"type": "close"}, LEAD)
        yield f"control, all waiting: {milliseconds(lambda: leads.get(f'{base}/')):.0f} ms"
        room.lead("reveal", "wall")
        yield f"control, all shown: {milliseconds(lambda: leads.get(f'{base}/?tab=shown')):.0f} ms"
        yield f"sorting: {milliseconds(lambda: leads.get(f'{base}/sort/wall')):.0f} ms"
        yield f"projector: {milliseconds(lambda: shows.get(f'/screen/{room.id}')):.0f} ms"
        yield f"a phone: {milliseconds(phone.get):.0f} ms"
        room.close()


def loading():
    """What a phone loads the first time (compressed)"""
    room = Room()
    room.go("wall")
    phone = room.phone()
    page = phone.page()
    travels = len(phone.get(**{"Accept-Encoding": "gzip"}).data)
    built = Path(__file__).parent.parent / "shared/browser/dist"
    files = {name: built / Path(name).name for name in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)}
    sizes = [compressed(file) for file in files.values()]
    named = {file.suffix[1:]: compressed(file) for file in files.values()}
    fonts = [file.stat().st_size for file in built.glob("*.woff2")]
    own = (travels + sum(sizes)) / 1000
    yield f"{own:.0f} kB without the font, {own + min(fonts, default=0) / 1000:.0f} kB with it"
    yield f"  of these the page {travels / 1000:.0f} kB, {', '.join(f'{n} {s / 1000:.0f}' for n, s in named.items())}"
    room.close()


def compressed(file: Path) -> int:
    """As a browser gets it in a room without https: there no browser takes anything smaller than gzip."""
    return file.with_name(f"{file.name}.gz").stat().st_size


# --- on a server of its own


class Echo(BaseHTTPRequestHandler):
    """A server that keeps nothing and knows nothing, to compare with."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.keep(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def keep(self, what: bytes) -> None: ...

    def log_message(self, format: str, *args: object) -> None: ...


class Flushing(Echo):
    """The same, but what comes is on disk before it answers: as little as can be done where nothing may be lost."""

    def keep(self, what: bytes) -> None:
        self.server.kept.write(what)  # type: ignore[attr-defined]
        self.server.kept.flush()  # type: ignore[attr-defined]
        os.fsync(self.server.kept.fileno())  # type: ignore[attr-defined]


def small_room():
    """Twelve phones, one post after the other: from sending to kept on disk"""
    with room_on_disk() as server:
        lead, phones = opened(server), []
        for n in range(12):
            phones.append(asyncio.run(Wire(server.port, lead).join(f"{n}")))
        bare, flushing = compared(Echo, lead), compared(Flushing, lead)
        new = 1000 * statistics.median(asyncio.run(in_turn(phones, 3)))
        changed = 1000 * statistics.median(asyncio.run(in_turn(phones, 7)))
    yield f"a new note {new:.1f} ms, a changed one, whose old words are erased, {changed:.1f} ms"
    yield f"a server that only answers: {bare:.1f} ms ({new / bare:.1f} times)"
    yield f"a server that only flushes to disk and answers: {flushing:.1f} ms ({new / flushing:.1f} times)"


def compared(kind: type[Echo], lead: Leading) -> float:
    """The median of what as many posts take at a bare server, in milliseconds."""
    with tempfile.TemporaryFile() as kept, ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        server.kept = kept  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        took = asyncio.run(in_turn([Wire(server.server_port, lead)] * 12, 10))
        server.shutdown()
    return 1000 * statistics.median(took)


def large_room():
    """A conference: everyone comes, writes, is moved on; then the power goes"""
    with room_on_disk() as server:
        lead = opened(server)
        began = time.monotonic()
        phones = asyncio.run(all_join(server.port, lead))
        yield f"{len(phones)} of {PHONES} phones are in after {time.monotonic() - began:.1f} s"
        took, told, lost = asyncio.run(an_hour_in_short(phones, lead))
        yield f"{len(took)} posts at {A_SECOND} a second: kept after {percentile(took, 0.5):.0f} ms (median), "
        yield f"  {percentile(took, 0.95):.0f} ms (95 %), {lost} lost"
        yield f"next pressed: {len(told)} told, the last but one in a hundred after {percentile(told, 0.99):.0f} ms"
        server.kill()
        began = time.monotonic()
        server.start()
        yield f"killed, and serving again after {time.monotonic() - began:.1f} s"


def room_on_disk() -> Server:
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(PLANS, folder / "data/plans")
    server = Server(folder, "--lang", "en", environ={"SAMKLANG_ROOM_SIZE": str(PHONES + 100)})
    server._afterwards.callback(shutil.rmtree, folder, True)
    return server


def opened(server: Server) -> Leading:
    lead = Leading(server)
    lead.open("T1", "90")
    lead.go("notes")
    return lead


class Wire:
    """A phone, as far as a server can tell."""

    def __init__(self, port: int, lead: Leading):
        self.port, self.lead, self.cookies, self.ticket = port, lead, {}, ""
        self.base = f"/m/{lead.id}/"
        self.name = ""
        self.at = 0.0

    async def join(self, name: str) -> Wire:
        self.name = name
        await self.ask("POST", "/", {"code": self.lead.code})
        await self.ask("POST", f"{self.base}join", {})
        self.ticket = re.findall(r'data-ticket="([^"]+)"', await self.ask("GET", self.base))[0]
        return self

    async def post(self, n: int) -> bool:
        form = {"type": "add", "step": "notes", "once": f"o{n}", "key": f"k{n % 3}", "text": f"ord {self.name} {n}"}
        return '"kept":true' in await self.ask("POST", f"{self.base}do", form)

    async def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        body = urlencode(form or {}).encode()
        host = f"127.0.0.1:{self.port}"
        head = {
            "Host": host,
            "Origin": f"http://{host}",
            "Accept": "application/json" if path.endswith("/do") else "text/html",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        answer = (await reader.read()).decode()
        writer.close()
        for name, value in re.findall(r"(?im)^set-cookie: (\w+)=([^;]*)", answer):
            self.cookies[name] = value
        return answer

    async def listen(self) -> None:
        """Stays connected, and notes when it was last told to look."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        host, key = f"127.0.0.1:{self.port}", base64.b64encode(os.urandom(16)).decode()
        asked = (
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
        )
        writer.write("\r\n".join([*asked, "", ""]).encode())
        await reader.readuntil(b"\r\n\r\n")
        say(writer, "40" + json.dumps({"ticket": self.ticket}))
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                short = (await reader.readexactly(2))[1]
                size = int.from_bytes(await reader.readexactly(2)) if short == 126 else short
                said = (await reader.readexactly(size)).decode()
                if said == "2":
                    say(writer, "3")
                elif "look" in said:
                    self.at = time.monotonic()


def say(writer: asyncio.StreamWriter, text: str) -> None:
    data = text.encode()
    size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + len(data).to_bytes(2)
    writer.write(b"\x81" + size + bytes(4) + data)


async def in_turn(phones: list[Wire], times: int) -> list[float]:
    took = []
    for n in range(times):
        for phone in phones:
            began = time.monotonic()
            await phone.post(n)
            took.append(time.monotonic() - began)
    return took


async def all_join(port: int, lead: Leading) -> list[Wire]:
    at_once = asyncio.Semaphore(50)

    async def one(n: int) -> Wire | None:
        async with at_once:
            with suppress(OSError, IndexError):
                return await Wire(port, lead).join(f"{n}")

    return [phone for phone in await asyncio.gather(*(one(n) for n in range(PHONES))) if phone]


async def an_hour_in_short(phones: list[Wire], lead: Leading) -> tuple[list[float], list[float], int]:
    """How long each post took, how long each phone waited to be told of the next step, and how many were lost."""
    listening = [asyncio.create_task(phone.listen()) for phone in phones]
    await asyncio.sleep(3)
    took: list[float] = []
    lost = 0

    async def one(n: int) -> None:
        nonlocal lost
        began = time.monotonic()
        kept = await phones[n % len(phones)].post(n)
        took.append(time.monotonic() - began)
        lost += not kept

    posts = []
    for n in range(A_SECOND * SECONDS):
        posts.append(asyncio.create_task(one(n)))
        await asyncio.sleep(1 / A_SECOND)
    await asyncio.gather(*posts)
    await asyncio.sleep(2)
    pressed = time.monotonic()
    await asyncio.to_thread(lead.go, "answer")
    await asyncio.sleep(3)
    told = [phone.at - pressed for phone in phones if phone.at > pressed]
    for each in listening:
        each.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return took, told, lost


if __name__ == "__main__":
    sys.exit(main())
