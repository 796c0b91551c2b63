"""A bad network for tests: everything between phones and a real server goes through it, and fares as it is told.

    with Network(server.port) as network:
        network.next_line = lambda chance: Line(cut_answer=chance.randrange(400), ending="reset")
        phone = Phone(network.address, ...)

Cuts are exact to the byte. Chance comes from a seed, and is asked once for each connection, in the order they come.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Self

Ending = Literal["close", "reset", "silence"]
PIECE = 65536
AT_ONCE = struct.pack("ii", 1, 0)  # linger for no time: closing sends a reset


@dataclass(frozen=True)
class Line:
    """How one connection fares. `question` is what the phone sends, `answer` what the server does, in bytes."""

    latency: float = 0.0  # seconds that each piece is under way, in each direction; what is sent arrives all the same
    rate: float = 0.0  # bytes a second in each direction; 0 is as fast as it goes
    drip: int = 0  # bytes in each piece; 0 is as they come
    cut_question: int | None = None  # bytes that still get through
    cut_answer: int | None = None
    ending: Ending = "close"  # how both ends notice a cut; after "silence" they do not
    frames: Frames | None = None  # what becomes of the server's websocket frames


CLEAR = Line()
Frames = Callable[[bytes], list[bytes]]  # a frame, as the server sent it -> the frames that go on instead


class Network:
    """Listens on a port of its own, on this machine alone, and hands everything on to `port`."""

    def __init__(self, port: int, seed: object = 0):
        self.port, self.chance = port, random.Random(str(seed))
        self.next_line: Callable[[random.Random], Line] = lambda _: CLEAR
        self.lines = 0  # so many have been opened
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def reset_all(self) -> None:
        """Every connection there is breaks off, seen by both ends."""
        self._in_loop(lambda: [_end(writer, "reset") for writer in list(self._open)])

    def close(self) -> None:
        self.reset_all()
        self._in_loop(self._stopped.set)
        self._thread.join(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- inside the loop

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._stopped = asyncio.Event()
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._carry, sock=self._door)
        await self._stopped.wait()
        server.close()
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _in_loop(self, do: Callable[[], object]) -> None:
        done = threading.Event()

        def then() -> None:
            do()
            done.set()

        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(then)
            done.wait(10)

    async def _carry(self, from_phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        line = self.next_line(self.chance)
        self.lines += 1
        self._open.add(to_phone)
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            _end(to_phone, "reset")
            self._open.discard(to_phone)
            return
        self._open.add(to_server)
        ends = (to_phone, to_server)
        ways = (
            _Way(line, from_phone, to_server, line.cut_question, ends),
            _Way(line, from_server, to_phone, line.cut_answer, ends, line.frames),
        )
        try:
            await asyncio.gather(*(way.go() for way in ways))
        except asyncio.CancelledError:
            pass
        finally:
            for end in ends:
                self._open.discard(end)
                _end(end, "close")


class _Way:
    """One direction of a connection."""

    def __init__(self, line, source, sink, cut, ends, frames: Frames | None = None):
        self.line, self.source, self.sink, self.ends = line, source, sink, ends
        self.left: int | None = cut
        self.frames = _Framed(frames) if frames else None

    async def go(self) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        await asyncio.gather(self._take(under_way), self._hand_on(under_way))

    async def _take(self, under_way: asyncio.Queue[tuple[float, bytes]]) -> None:
        clock = asyncio.get_running_loop().time
        piece = b"-"
        while piece:
            try:
                piece = await self.source.read(self.line.drip or PIECE)
            except OSError:
                piece = b""
            for part in self.frames.of(piece) if self.frames and piece else [piece]:
                under_way.put_nowait((clock() + self.line.latency, part))

    async def _hand_on(self, under_way: asyncio.Queue[tuple[float, bytes]]) -> None:
        clock = asyncio.get_running_loop().time
        piece = b"-"
        while piece:
            if self.left == 0:
                return await self._cut(under_way)
            due, piece = await under_way.get()
            if due > clock():
                await asyncio.sleep(due - clock())
            if self.left is not None:
                piece = piece[: self.left]
                self.left -= len(piece)
            with contextlib.suppress(OSError):
                if piece:
                    self.sink.write(piece)
                    await self.sink.drain()
                elif not self.sink.is_closing():
                    self.sink.write_eof()
            if self.line.rate and piece:
                await asyncio.sleep(len(piece) / self.line.rate)

    async def _cut(self, under_way: asyncio.Queue[tuple[float, bytes]]) -> None:
        if self.line.ending != "silence":
            for end in self.ends:
                with contextlib.suppress(OSError):
                    await end.drain()
                _end(end, self.line.ending)
            return
        piece = b"-"
        while piece:
            _, piece = await under_way.get()  # it goes nowhere, until whoever sends it gives up
        for end in self.ends:
            _end(end, "close")


class _Framed:
    """Finds the websocket frames in what a server sends, and lets each become what it is told."""

    def __init__(self, frames: Frames):
        self.frames, self.rest = frames, b""
        self.framed = self.plain = False  # past the head; and it was no websocket's

    def of(self, piece: bytes) -> list[bytes]:
        if self.plain:
            return [piece]
        self.rest += piece
        out = []
        if not self.framed:
            head, end, rest = self.rest.partition(b"\r\n\r\n")
            if not end:
                return []
            self.framed, self.rest = True, rest
            out.append(head + end)
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.plain = True
        if self.plain:
            return [*out, self.rest] if self.rest else out
        while (size := _frame_size(self.rest)) and len(self.rest) >= size:
            out += self.frames(self.rest[:size])
            self.rest = self.rest[size:]
        return out


def _frame_size(data: bytes) -> int:
    """How many bytes the first frame takes, or 0 while that cannot be told. A server's frames carry no mask."""
    if len(data) < 2:
        return 0
    short = data[1] & 0x7F
    if short < 126:
        return 2 + short
    width = 2 if short == 126 else 8
    return 2 + width + int.from_bytes(data[2 : 2 + width]) if len(data) >= 2 + width else 0


def _end(writer: asyncio.StreamWriter, ending: Ending) -> None:
    if writer.is_closing():
        return
    if ending == "reset":
        end = writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        writer.transport.abort()
    else:
        writer.close()
