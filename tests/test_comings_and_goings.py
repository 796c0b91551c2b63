"""Phones come, go silent, break off and come back: all are counted, and nothing is left behind (R13, R14, R16, O10).

SAMKLANG_SOAK asks for so many minutes of it, with each phone coming back once a minute; without it they come and go as
fast as they can, for as many rounds as are tried here.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
import websocket

from facilitator import keys
from samklang.phone import Phone
from shared import ears, sockets
from tests.faults import CLEAR, Line, Network
from tests.rooms import Room
from tests.servers import Leading, Server, until

PAUSE = 3 * 60  # seconds
PLANS = Path(__file__).parent / "plans"
PEOPLE = 15
CYCLES = 200
ROUNDS = 20  # of all phones coming and going, where no minutes are asked for
SOAK = float(os.environ.get("SAMKLANG_SOAK", "0"))  # minutes; eight hours is the promise
WARM = 6  # rounds until everything has been used once and memory stands still
SEED = os.environ.get("SAMKLANG_SEED", "1")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    shutil.copytree(PLANS, tmp_path / "data/plans")
    with Server(tmp_path, "--lang", "en", module="tests.tireless") as running:
        yield running


@pytest.fixture
def lead(server: Server) -> Leading:
    lead = Leading(server)
    lead.open("T1", "90")
    return lead


def come_in(server: Server, lead: Leading) -> Phone:
    """A phone that has come in, and does not listen yet."""
    phone = server.phone()
    phone.press(next(form for form in phone.page.forms if "code" in form.texts), code=lead.code)
    phone.press(next(form for form in phone.page.forms if form.action.endswith("/join")))
    return phone


def line_of(phone: Phone, address: str) -> websocket.WebSocket:
    """A live connection as the phone's own page would open it, that nobody reads from."""
    place = address.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    line = websocket.create_connection(place, timeout=30, origin=address)
    line.recv()
    line.send("40" + json.dumps({"ticket": phone.page.attributes["ticket"]}))
    assert str(line.recv()).startswith("40")
    return line


def here(lead: Leading, count: int) -> bool:
    return lead.sees(rf"(?m)^{count}\n(is|are) here$")


class Weight:
    """What a process takes up: memory in kilobytes, and files and connections that it holds open."""

    def __init__(self, process: subprocess.Popen):
        self.pid = process.pid

    @property
    def memory(self) -> int:
        return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(self.pid)]))

    @property
    def files(self) -> int:
        held = Path(f"/proc/{self.pid}/fd")
        return len(list(held.iterdir())) if held.exists() else 0


def come_and_go(phone: Phone, network: Network, chance: random.Random) -> None:
    """Opens the page, listens, and breaks off as phones do: with a goodbye, without one, or in the middle of asking."""
    phone.look()
    line = line_of(phone, network.address)
    how = chance.random()
    if how < 0.3:
        line.send("41")
    elif how < 0.6:
        network.reset_all()
    line.shutdown()
    phone.hang_up()


@pytest.mark.server
def test_r13_phones_that_go_silent_are_not_counted_after_half_a_minute_and_count_once_when_back(server, lead):
    phones = [come_in(server, lead) for _ in range(4)]
    with Network(server.port) as network:
        network.next_line = lambda _: Line(cut_question=1200, ending="silence")  # enough to say who they are
        silent = [line_of(phone, network.address) for phone in phones]
        for phone in phones:
            phone.hang_up()
        assert here(lead, 4)
        until(lambda: here(lead, 0), "they are no longer counted", 31)
        network.next_line = lambda _: CLEAR
        back = [line_of(phone, network.address) for phone in phones for _ in range(2)]  # two tabs each
        assert here(lead, 4)
        for line in (*silent, *back):
            line.shutdown()
        until(lambda: here(lead, 0), "all have left")


@pytest.mark.server
def test_r14_two_hundred_connections_that_broke_off_leave_nothing_behind(server, lead):
    phones, chance, weight = [come_in(server, lead) for _ in range(5)], random.Random(SEED), Weight(server.process)
    with Network(server.port, SEED) as network:
        memory = files = 0
        for n in range(CYCLES):
            if n == CYCLES // 4:
                until(lambda: here(lead, 0), "all have left")
                memory, files = weight.memory, weight.files
            come_and_go(phones[n % len(phones)], network, chance)
        until(lambda: here(lead, 0), "all have left")
        until(lambda: weight.files <= files, "nothing is held open")
        assert weight.memory < memory * 1.05


def test_r14_rooms_connections_and_counts_are_empty_when_everyone_has_left(room: Room, monkeypatch):
    server: Any = room.socketio.server  # type: ignore[attr-defined]
    rooms, connect = server.manager.rooms, server._handle_eio_connect
    with_an_ear = lambda sid, environ: connect(sid, {**environ, ears.EAR: SimpleNamespace()})  # noqa: E731
    monkeypatch.setattr(server, "_handle_eio_connect", with_an_ear)
    for n in range(CYCLES):
        ticket = sockets.ticket(room.row, "participant", f"person-{n % 7}")
        client: Any = room.socketio.test_client(room.app, auth={"ticket": ticket})
        assert client.is_connected()
        assert room.house.presence.here(room.id) == 1
        server._handle_eio_disconnect(client.eio_sid, "broke off")
    assert room.house.presence.here(room.id) == 0
    assert not server.environ
    assert not {name for name in rooms.get("/", {}) if name and name.startswith(room.id)}
    assert not rooms.get("/", {}).get(None)


def test_R15_when_whoever_leads_is_away_for_long_the_phones_speak_of_a_pause_until_somebody_is_back(
    room: Room, monkeypatch
):
    server: Any = room.socketio.server  # type: ignore[attr-defined]
    connect, now = server._handle_eio_connect, [0.0]
    with_an_ear = lambda sid, environ: connect(sid, {**environ, ears.EAR: SimpleNamespace()})  # noqa: E731
    monkeypatch.setattr(server, "_handle_eio_connect", with_an_ear)
    presence = room.house.presence
    monkeypatch.setattr(presence, "clock", lambda: now[0])
    room.go("wall")
    phone, leads = room.phone("en"), room.app.test_client()
    leads.get(f"/lead/key/{keys.make_once(room.house.log)}")
    page = leads.get(f"/lead/m/{room.id}/").text

    def comes() -> Any:
        ticket = re.findall(r'data-ticket="([^"]+)"', page)[0]
        return room.socketio.test_client(room.app, auth={"ticket": ticket})

    first, second = comes(), comes()
    server._handle_eio_disconnect(first.eio_sid, "broke off")
    now[0] += 10 * PAUSE
    assert not presence.newly_paused() and "short pause" not in phone.page()
    server._handle_eio_disconnect(second.eio_sid, "broke off")
    now[0] += PAUSE - 1
    assert not presence.newly_paused() and "short pause" not in phone.page()
    now[0] += 2
    assert presence.newly_paused() == [room.id] and presence.newly_paused() == []
    assert "short pause" in phone.page() and "wall" in phone.page()
    comes()
    assert "short pause" not in phone.page()


@pytest.mark.server
def test_r04_what_is_said_twice_late_or_never_on_a_live_connection_counts_nobody_twice(server, lead):
    """On a live connection nothing travels but "look": doubled or in another order, it changes nothing."""
    phone = come_in(server, lead)
    phone.hang_up()
    chance, held = random.Random(SEED), []

    def frames(frame: bytes) -> list[bytes]:
        luck = chance.random()
        if frame[2:3] != b"4" or luck < 0.4:
            return [frame]
        if luck < 0.6:
            return [frame, frame]
        if luck < 0.8:
            held.append(frame)
            return []
        return [frame, *(held.pop() for _ in range(len(held)))]

    with Network(server.port, SEED) as network:
        network.next_line = lambda _: Line(frames=frames)
        address = urlsplit(network.address)
        phone.base = f"{address.scheme}://{address.netloc}"
        phone.listen()
        until(lambda: here(lead, 1), "it is counted")
        for step in ("hello", "notes", "answer", "out"):
            lead.go(step)
        until(lambda: phone.look().attributes["place"] == "out", "it has come to where the meeting is")
        assert here(lead, 1)
        network.reset_all()
        network.next_line = lambda _: CLEAR
        until(lambda: phone.told.is_set() and here(lead, 1), "it is back, once")


@pytest.mark.server
def test_r16_a_server_that_is_started_again_has_fifteen_phones_back_where_they_were(server, lead, capsys):
    screen = server.phone(server.link("/screen/")) if "/screen/" in server.said else None
    lead.go("notes")
    phones = [come_in(server, lead) for _ in range(PEOPLE)]
    for n, phone in enumerate(phones):
        form = phone.page.form("add")
        assert form
        assert phone.send(form, [(name, f"ord {n}" if name == "text" else v) for name, v in form.fields])[0] == "kept"
        phone.listen()
    until(lambda: here(lead, PEOPLE), "all are here")
    for phone in phones:
        phone.told.clear()
    server.kill()
    server.start()
    began = time.monotonic()
    until(lambda: all(phone.told.is_set() for phone in phones) and here(lead, PEOPLE), "all are back")
    took = time.monotonic() - began
    with capsys.disabled():
        print(f"\n{PEOPLE} phones were back {took:.2f} s after the server")
    assert took < 10  # five on a machine that has nothing else to do
    for n, phone in enumerate(phones):
        page = phone.open(phone.here)
        assert page.attributes["place"] == "notes" and f"ord {n}" in page.text
    if screen:
        assert screen.look().attributes["place"] == "notes"


@pytest.mark.server
def test_o10_phones_that_come_and_go_all_evening_leave_the_server_as_it_was(server, lead, capsys):
    lead.go("notes")
    phones, chance, weight = [come_in(server, lead) for _ in range(PEOPLE)], random.Random(SEED), Weight(server.process)
    began = 0.0
    with Network(server.port, SEED) as network:
        memory = files = rounds = 0
        while rounds < (WARM + SOAK if SOAK else ROUNDS) or time.monotonic() < began + SOAK * 60:
            if rounds == WARM:
                until(lambda: here(lead, 0), "all have left")
                memory, files, began = weight.memory, weight.files, time.monotonic()
            for phone in phones:
                if form := phone.look().form("add"):
                    fields = [(name, f"ord {rounds}" if name == "text" else value) for name, value in form.fields]
                    assert phone.send(form, fields)[0] == "kept"
                come_and_go(phone, network, chance)
            rounds += 1
            if SOAK and rounds > WARM:
                due = began + 60 * min(rounds - WARM, SOAK)
                until(lambda due=due: time.monotonic() >= due, "the minute", 90)
        until(lambda: here(lead, 0), "all have left")
        until(lambda: weight.files <= files, "nothing is held open")
        after = weight.memory
    with capsys.disabled():
        print(f"\n{rounds} rounds of {PEOPLE} phones: {memory / 1024:.1f} MB before, {after / 1024:.1f} MB after")
    assert after < memory * 1.05
