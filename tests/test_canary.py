"""Canaries: strings that would give someone away, sent along through a whole meeting, and then looked for in every byte
that the server has written (P02, P11, P13)."""

from __future__ import annotations

import http.client
import itertools
import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.servers import Leading, serving

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


def test_the_canaries_would_be_found(server):
    """The search bites: what does lie there is seen, also as wide characters."""
    (server.data / "leak.bin").write_bytes(b"x" + TRACES["name"].encode("utf-16-le"))
    (server.data / "deep").mkdir()
    (server.data / "deep/log.txt").write_text(f"GET / from {HOST}")
    assert found(server, TRACES) == {("name", "leak.bin"), ("address", "log.txt")}
