"""Canaries: strings that would give someone away, sent along through a whole meeting, and then looked for in every byte
that the server has written (P02, P11, P13)."""

from __future__ import annotations

import base64
import http.client
import itertools
import logging
import re
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from shared import runlog
from shared.live import KEPT
from tests.rooms import Room
from tests.servers import Leading, serving
from tests.test_rights import COMMANDS, PERSON

pytestmark = pytest.mark.server

HOST = "127.77.61.17"  # a loopback address that nothing else here has
TRACES = {
    "address": HOST,
    "forwarded": "203.0.113.177",
    "device": "KanariePhone/7.77",
    "language": "kanarisk-QX",
    "referer": "kanarie-henvisning",
    "query": "kanarie-spor",
    "name": "Kanarius Fugl",
    "path": "kanarie-sti",
}
WORDS = {"note": "kanariefuglen sang for mig", "taken": "kanariefuglen fortrød", "edited": "kanariefuglen før"}


class Wanderer:
    """A phone that says far too much about itself with everything it asks."""

    def __init__(self, server):
        self.server, self.onces = server, itertools.count()
        self.cookies: dict[str, str] = {}
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60, source_address=(HOST, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str]:
        headers = {
            "Origin": self.server.address,
            "X-Forwarded-For": TRACES["forwarded"],
            "User-Agent": TRACES["device"],
            "Accept-Language": f"da, {TRACES['language']};q=0.5",
            "Referer": f"{self.server.address}/{TRACES['referer']}",
            "X-Name": TRACES["name"],
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.line.request(method, path, urlencode(fields) if fields else None, headers)
        answer = self.line.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode()

    def do(self, base: str, type: str, step: str, **fields: str) -> int:
        return self.ask("POST", f"{base}do", type=type, step=step, once=f"k{next(self.onces)}", **fields)[0]


def written(server) -> dict[str, bytes]:
    """Every byte the server has written, by where."""
    files = [server.said_file, server.complained_file, *(file for file in server.data.rglob("*") if file.is_file())]
    return {str(file.name): file.read_bytes() for file in files}


def found(server, strings: dict[str, str]) -> set[tuple[str, str]]:
    return {
        (name, file)
        for file, whole in written(server).items()
        for name, said in strings.items()
        for shape in (said.encode(), said.encode("utf-16-le"), said.encode("utf-16-be"))
        if shape.lower() in whole.lower()
    }


@pytest.fixture
def server(tmp_path: Path):
    plans = Path(__file__).parent / "plans"
    (tmp_path / "data/plans").mkdir(parents=True)
    for plan in plans.glob("T1.*.toml"):
        (tmp_path / "data/plans" / plan.name).write_bytes(plan.read_bytes())
    with serving(tmp_path, SAMKLANG_LANG="en") as server:
        yield server


@pytest.fixture
def wandering():
    with ExitStack() as wandering:
        yield wandering


def test_P02_P11_P13_no_trace_of_anyone_lies_in_any_byte_that_was_written(server, wandering):
    leading = Leading(server)
    leading.open("T1", "90", "da")
    base = f"/m/{leading.id}/"
    phones = [wandering.enter_context(Wanderer(server)) for _ in range(4)]
    for phone in phones:
        assert phone.ask("POST", "/", code="kanarie")[0] == 404
        assert phone.ask("POST", "/", code=leading.code)[0] == 303
        assert phone.ask("POST", f"{base}join", name=TRACES["name"])[0] == 303
        assert phone.ask("GET", f"{base}?{TRACES['query']}")[0] == 200
        phone.ask("GET", f"/{TRACES['path']}")
        phone.ask("POST", f"{base}do", type="add", step="notes", text=TRACES["name"])  # no such form of ours
    leading.go("notes")
    for n, phone in enumerate(phones):
        assert phone.do(base, "add", "notes", key="k1", text=f"{WORDS['note']} {n}") == 303
        assert phone.do(base, "add", "notes", key="k2", text=WORDS["taken"]) == 303
        assert phone.do(base, "add", "notes", key="k3", text=WORDS["edited"]) == 303
        assert phone.do(base, "add", "notes", key="k3", text="noget andet") == 303
        assert phone.do(base, "take_back", "notes", key="k2") == 303
        assert phone.do(base, "signal", "@signals", key="talk") == 303
        assert phone.do(base, "nonsense", "notes", text=TRACES["name"]) == 400
        assert WORDS["note"] in phone.ask("GET", f"{base}mine")[1], "the canary has really been in the meeting"
        assert WORDS["taken"] not in phone.ask("GET", f"{base}mine")[1]
    leading.do("notes", "reveal")
    assert found(server, TRACES | WORDS) == set(), "while the meeting runs: sealed, and nothing about anyone"

    leading.do("", "end")
    notes = leading.device.open(f"/lead/m/{leading.id}/notes.md").html
    assert not [said for said in TRACES.values() if said in notes]
    leading._post(f"/lead/m/{leading.id}/delete")
    assert phones[0].ask("GET", base)[0] == 404
    assert server.stop() == 0
    assert found(server, TRACES | WORDS) == set()
    everything = b"".join(written(server).values())
    assert leading.id.encode() not in everything, "also its own name is gone from the log and the keys"
    assert not re.search(rb"Traceback|/m/|/J/", written(server)["complained.txt"])


LENGTH = 120  # minutes of the long meeting, on a clock that is moved by hand


def test_P02_P11_P13_two_hours_of_everything_leave_no_trace(tmp_path, monkeypatch, capfd):
    """Every command of every activity, by people who say too much; what is taken back is gone at once, the rest later.

    Looked for in everything that lies in the folder (log, write-ahead file, keys, backups), in what a temporary folder
    was used for, and in what was printed: also when something of ours breaks and when a thread or the process dies.
    """
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with_our_own_log(monkeypatch)
    for limit in ("participant.pace.AT_ONCE", "participant.pace.ROOM_AT_ONCE"):
        monkeypatch.setattr(limit, 10**9)
    for limit in ("PHONE", "STREET"):
        monkeypatch.setattr(f"samklang.looking.{limit}", (10**9, 10**9))
    room, told = Room(data=tmp_path / "data"), []
    people = [Talker(room, n) for n in range(4)]
    rounds = [each for each in COMMANDS.items() if each[1][0] == PERSON and each[0][1] not in ("take_back", "pass")]
    for minute in range(LENGTH):
        (_, type), (_, step, fields) = rounds[minute % len(rounds)]
        room.now += 1
        if room.meeting.now != step and step in room.meeting.stands:
            room.go(step)
        for person in people:
            told += person.speaks(type, step, fields, minute)
        people[minute % 4].asks_for_odd_things()
        if minute % 20 == 19:
            breaks(room, people[0], monkeypatch)
            room.house.log.settle()
            assert lying(tmp_path, capfd, TRACES | word_by_word(told)) == set(), f"after minute {minute}"
    assert len(told) > LENGTH and sum(person.kept for person in people) > LENGTH

    taken = {text for person in people for text in person.take_all_back()}
    assert taken, "someone has really taken something back"
    for fact in room.house.log.read(room.id):
        assert not taken & {str(value) for value in (fact.body or {}).values()}
    assert lying(tmp_path, capfd, word_by_word(sorted(taken))) == set()
    room.house.log.copy_to(tmp_path / "backup.db")
    room.end()
    assert sum(hour_passes(room) for _ in range(KEPT // 60 + 1)) == 1
    room.close()
    assert lying(tmp_path, capfd, TRACES | word_by_word(told)) == set(), "nor in the copy, whose key is gone"
    (tmp_path / "backup.db").unlink()
    assert lying(tmp_path, capfd, {"meeting": room.id}) == set()
    assert list(temporary.iterdir()) == []


def with_our_own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server of ours does with everything that is logged and with every error that nobody caught."""
    for place, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(place, name, getattr(place, name))  # so that it is as before when the test is over
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    runlog.set_up()


class Talker:
    """A phone that says who it is in every way there is, and its text in every word."""

    def __init__(self, room: Room, n: int):
        self.room, self.n, self.kept = room, n, 0
        self.mine: dict[tuple[str, str], str] = {}
        self.phone = room.stranger()
        self.phone.headers |= {
            "User-Agent": TRACES["device"],
            "Accept-Language": f"da, {TRACES['language']};q=0.5",
            "Referer": f"http://localhost/{TRACES['referer']}",
            "X-Forwarded-For": TRACES["forwarded"],
            "X-Name": TRACES["name"],
        }
        self.phone.client.environ_base["REMOTE_ADDR"] = HOST
        self.phone.post("join", {"name": TRACES["name"]})

    def speaks(self, type: str, step: str, fields: dict[str, Any], minute: int) -> list[str]:
        """Sends one command of this kind, then other words in its place, and now and then takes it back."""
        said = []
        for turn in ("først", "siden"):
            text = f"kanarie{minute}x{self.n}{turn}"
            sent = {**fields, "text": text} if "text" in fields else dict(fields)
            key = f"k{minute % 2}" if "key" in fields else ""
            sent |= {"key": key} if key else {}
            answer = self.phone.post("do", {**sent, "type": type, "step": step, "once": f"o{next(self.room.onces)}"})
            said += [text] if "text" in fields else []
            if answer.status_code == 303:
                self.kept += 1
                if key:
                    self.mine[step, key] = text
        self.phone.do("signal", "@signals", key="talk")
        if minute % 3 == self.n % 3 and "key" in fields:
            self.phone.do("take_back", step, key=f"k{minute % 2}")
            self.mine.pop((step, f"k{minute % 2}"), None)
        return said

    def asks_for_odd_things(self) -> None:
        self.phone.get(f"?{TRACES['query']}")
        self.phone.get(f"mine/{TRACES['path']}")
        self.phone.post("do", {"type": "add", "step": "wall", "text": TRACES["name"], "x" * 70: TRACES["name"]})
        self.phone.post("do", {"type": TRACES["name"], "step": TRACES["path"]})
        self.phone.post("do", {"type": "add", "step": "wall", "key": "k", "text": TRACES["name"] * 900})

    def take_all_back(self) -> list[str]:
        for step, key in self.mine:
            assert self.phone.do("take_back", step, key=key).status_code == 200
        return list(self.mine.values())


def breaks(room: Room, person: Talker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something of ours breaks with somebody's words in hand: in a page, in a thread, and for good."""
    with monkeypatch.context() as broken:
        broken.setattr("shared.asked.read", lambda form: (_ for _ in ()).throw(ValueError(str(dict(form)))))
        answer = person.phone.post("do", {"type": "add", "text": TRACES["name"]}, Accept="application/json")
        assert answer.status_code == 500
    thread = threading.Thread(target=lambda: int(TRACES["name"]))
    thread.start()
    thread.join()
    try:
        int(TRACES["name"])
    except ValueError as wrong:
        sys.excepthook(type(wrong), wrong, wrong.__traceback__)


def hour_passes(room: Room) -> int:
    """How many meetings are deleted in the hour that now goes by."""
    room.now += 60
    return room.house.live.delete_due()


def word_by_word(told: list[str]) -> dict[str, str]:
    return {text: text for text in told}


def lying(folder: Path, capfd: pytest.CaptureFixture[str], strings: dict[str, str]) -> set[tuple[str, str]]:
    """Which of these lie anywhere, and where."""
    printed = "".join(capfd.readouterr()).encode()
    files = {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()} | {"printed": printed}
    return {
        (name, where)
        for where, whole in files.items()
        for name, said in strings.items()
        for shape in (said.encode(), said.encode("utf-16-le"), base64.b64encode(said.encode())[:-4])
        if shape and shape.lower() in whole.lower()
    }


def test_the_canaries_would_be_found(server):
    """The search bites: what does lie there is seen, also as wide characters."""
    (server.data / "leak.bin").write_bytes(b"x" + TRACES["name"].encode("utf-16-le"))
    (server.data / "deep").mkdir()
    (server.data / "deep/log.txt").write_text(f"GET / from {HOST}")
    assert found(server, TRACES) == {("name", "leak.bin"), ("address", "log.txt")}
