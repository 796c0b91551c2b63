"""Whatever anyone sends, nobody is harmed: every request is answered, and the meeting stands as it was decided.

SAMKLANG_FUZZ says how many requests there are (100,000 before anything is taken in), SAMKLANG_SEED with which seed the
noise begins.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import random
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import got_request_exception

from facilitator import keys
from shared import door
from shared import meeting as core
from shared.activity import LEAD
from shared.text import LINES
from tests.noise import METHODS, Fields, Known, Noise
from tests.rooms import ADDRESS, Room

HOW_MANY = int(os.environ.get("SAMKLANG_FUZZ", 5000))
PARTS = 4  # streets that can be walked at the same time, one on each core
SEED = int(os.environ.get("SAMKLANG_SEED", 0)) or random.SystemRandom().randrange(1, 10**6)
TIRELESS = ("participant.pace.AT_ONCE", "participant.pace.ROOM_AT_ONCE", "participant.guesses.MOST")
UNTIRING = ("samklang.looking.PHONE", "samklang.looking.LEADER", "samklang.looking.STREET")
A_MEETING = 500  # requests to each meeting, so that none grows larger than a real one does
HOST = ADDRESS.removeprefix("http://")
LONGEST = 0.5  # seconds of the machine's work that one request may cost the others


@pytest.fixture(autouse=True)
def listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks so much so fast is else soon not listened to any more, and nothing would be tried."""
    for limit in TIRELESS:
        monkeypatch.setattr(limit, 10**9)
    for limit in UNTIRING:
        monkeypatch.setattr(limit, (10**9, 10**9))


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Asked = tuple[tuple[Any, ...], Answer, bool]  # what was asked, what was answered, whether it should be JSON


class Street:
    """Where everybody's requests come in: the application itself, as a server calls it, without a network between."""

    def __init__(self, seed: int):
        self.seed, self.room = seed, Room(seed=seed)
        self.noise = Noise(seed)
        self.chance = self.noise.chance
        self.broken: list[str] = []  # where it broke, and not by whose words
        self.slowest = (0.0, "")
        self.statuses: Counter[int] = Counter()
        got_request_exception.connect(self._broke, self.room.app)
        self.lead = self._lead_cookie()
        self.fresh()

    def fresh(self) -> None:
        """A new meeting with new people; the one before is erased."""
        if hasattr(self, "row"):
            self.room.house.live.delete(self.row.id)
            self.room.house.presence.forget(self.row.id)
        self.row = door.new_row(self.room.plans)
        self.room.house.log.open_meeting(self.row)
        self.base = f"/m/{self.row.id}/"
        self.tokens = [door.new_token(self.row) for _ in range(8)]
        self.by_the_book("go", to="wall", coming_from="")

    def by_the_book(self, type: str, step: str | None = None, **fields: Any) -> None:
        self.room.house.live.do(self.row.id, step, {"type": type, **fields}, LEAD)

    @property
    def meeting(self) -> core.Meeting:
        return self.room.house.live.meeting(self.row.id)

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "", **environ: Any) -> Answer:
        """One request, carried out as far as it goes. What it cost is noted."""
        given = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "192.0.2.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": HOST,
            "HTTP_ORIGIN": ADDRESS,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": kind,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **environ,
        }
        started: list[Any] = []
        began = time.thread_time()
        answered = self.room.app(given, lambda status, headers, *_: started.append((status, headers)))  # type: ignore[arg-type]
        content = b"".join(answered)
        getattr(answered, "close", lambda: None)()
        cost = time.thread_time() - began
        self.slowest = max(self.slowest, (cost, f"{method} {path[:60]!r} {len(body)} bytes"))
        [(status, headers)] = started
        return Answer(int(status.split()[0]), dict(headers), content)

    # --- who asks, and what ---

    def anything(self) -> Asked:
        """One request of any kind."""
        pick, leads = self.chance.random(), self.chance.random() < 0.4
        if pick < 0.88:
            command = self.noise.command(leads)
            return self._command(command if pick < 0.42 else self.noise.bent(command), leads)
        return self._odd()

    def look_around(self) -> Known:
        """What whoever is in the room knows now."""
        meeting = self.meeting
        wall = meeting.stand("wall").state
        base, lead = self.base, f"/lead/m/{self.row.id}/"
        return Known(
            steps=[step.id for step in meeting.plan.steps],
            now=meeting.now or "",
            notes=[note.id for note in wall.pile.notes.values() if note.id] or ["x"],
            themes=[theme.id for theme in wall.sorting.themes] or ["x"],
            places=[
                *("/", f"/J/{self.row.secret}", f"/screen/{self.row.id}", "/socket.io/"),
                *(base + place for place in ("", "do", "mine", "help", "join", "language")),
                *(lead + place for place in ("", "do", "notes", "notes.md", "keep", "sort/wall", "end", "delete")),
                *("/lead/" + place for place in ("", "revoke", "helpers", "meetings", "language", "key/x", "plans/T1")),
            ],
        )

    def as_phone(self, n: int) -> str:
        return f"token={self.tokens[n]}"

    def _command(self, fields: Fields, leads: bool) -> Asked:
        body, kind = self.noise.body(fields)
        json_wanted = self.chance.random() < 0.93
        who = self.lead if leads else self.as_phone(self.chance.randrange(len(self.tokens)))
        if self.chance.random() < 0.02:
            who = ""
        environ = {"HTTP_COOKIE": who} | ({"HTTP_ACCEPT": "application/json"} if json_wanted else {})
        path = f"/lead/m/{self.row.id}/do" if leads else self.base + "do"
        answer = self.send("POST", path, body, kind, **environ)
        return ("lead" if leads else "phone", kind, fields), answer, json_wanted

    def _odd(self) -> Asked:
        method, path = self.chance.choice(METHODS), self.noise.path()
        body, kind = self.noise.body(self.noise.bent(self.noise.command())) if self.chance.random() < 0.5 else (b"", "")
        cookie = self.chance.choice([self.lead, self.as_phone(0), ""])
        wanted = {"HTTP_ACCEPT": "application/json"} if self.chance.random() < 0.5 else {}
        odd = self.noise.headers()
        if self.chance.random() < 0.1:
            odd["CONTENT_LENGTH"] = self.chance.choice(["-1", "x", "", "0", "99999999999", str(len(body) + 5)])
        if path.startswith("/lead/revoke") or (path.startswith("/lead/m/") and path.endswith("/delete")):
            method = "GET"  # the one who leads stays, and so does the meeting
        environ = {"HTTP_COOKIE": cookie, "QUERY_STRING": self.noise.query(), **wanted, **odd}
        answer = self.send(method, path, body, kind, **environ)
        only_looked_at = method == "HEAD" or path.startswith(("/socket.io", "/screen"))
        asked = environ.get("HTTP_ACCEPT") == "application/json" and not only_looked_at
        return (method, path, odd), answer, asked

    def _lead_cookie(self) -> str:
        browser = self.room.app.test_client()
        browser.get(f"{keys.PATH}/key/{keys.make_once(self.room.house.log)}")
        cookie = browser.get_cookie(keys.COOKIE, path=keys.PATH)
        assert cookie is not None
        return f"{keys.COOKIE}={cookie.value}"

    def _broke(self, *_: Any, exception: BaseException, **__: Any) -> None:
        last = traceback.extract_tb(exception.__traceback__)[-1]
        self.broken.append(f"{type(exception).__name__}: {exception} at {last.filename}:{last.lineno}")


@pytest.fixture(params=range(PARTS))
def street(request) -> Iterator[Street]:
    street = Street(SEED + request.param)
    yield street
    street.room.close()


def test_V_whatever_is_asked_is_answered_and_the_meeting_stands(street, capfd):
    """No crash, no 500, words in every refusal, nothing stored that was not checked, no memory kept, nobody held up."""
    seed, began, warm, asked = street.seed, time.thread_time(), 0, HOW_MANY // PARTS
    for n in range(asked):
        if n % A_MEETING == 0:
            _check_what_is_kept(street)
            street.fresh()
            if n == asked // 3 // A_MEETING * A_MEETING:
                warm = _alive()
        if n % 20 == 0:
            _keep_it_going(street)
            street.noise.known = street.look_around()
        what, answer, as_json = street.anything()
        street.statuses[answer.status] += 1
        _check(what, answer, as_json, street)
    took = time.thread_time() - began
    _check_what_is_kept(street)
    street.fresh()
    grown = _alive() / warm - 1
    with capfd.disabled():
        print(
            f"\n{asked} requests, seed {seed}, {asked / took:.0f} a second of one core, {grown:+.1%} objects;", end=" "
        )
        print(
            f"{dict(sorted(street.statuses.items()))}; slowest {street.slowest[0] * 1000:.0f} ms: {street.slowest[1]}"
        )
    assert street.statuses[200] > asked / 20, "the noise never comes close"
    assert grown < 0.05, f"memory grows by {grown:.1%}"
    assert street.slowest[0] < LONGEST, f"everybody waits for {street.slowest}"
    assert capfd.readouterr() == ("", "")


def _check(what: object, answer: Answer, as_json: bool, street: Street) -> None:
    def story() -> str:
        return f"seed {street.seed}: {what!r:.500} -> {answer.status} {street.broken}"

    waits = answer.status == 503 and street.meeting.covered  # nothing is taken in behind a covered screen
    assert (answer.status < 500 or waits) and not street.broken, story()
    assert b"Traceback" not in answer.body, story()
    for name, value in answer.headers.items():
        assert "\r" not in name + value and "\n" not in name + value, story()
    if as_json and answer.status >= 400:
        assert answer.headers["Content-Type"] == "application/json", story()
        said = json.loads(answer.body)
        assert " " in said["refused"] and not said["refused"].startswith("refused."), story()
        assert isinstance(said["retry"], bool), story()


def _keep_it_going(street: Street) -> None:
    """Whatever the noise has led to, there is soon something to answer again."""
    if street.meeting.ended is not None:
        street.by_the_book("undo")
    if street.meeting.ended is not None:
        street.fresh()
    if street.chance.random() < 0.3:
        to = street.chance.choice(["wall", "dots", "in", "sky", "answers", "out"])
        street.by_the_book("go", to=to, coming_from=street.meeting.now or "")
        street.by_the_book("open", to)
        street.by_the_book("few_today", on="true")
        street.by_the_book("cover", on="false")


def _check_what_is_kept(street: Street) -> None:
    """The log folds to what is shown, holds nothing that was not checked, and every view and file can be made."""
    log, meeting = street.room.house.log, street.meeting
    facts = log.read(street.row.id)
    assert core.fold(meeting.plans, facts) == meeting
    for fact in facts:
        _check_values(fact.body or {}, fact.body)
    lead = f"/lead/m/{street.row.id}/"
    looks = [(street.base + place, street.as_phone(0)) for place in ("", "mine", "help")]
    looks += [(lead + place, street.lead) for place in ("", "?tab=hidden", "screen", "sort/wall", "notes")]
    for path, cookie in looks:
        place, _, query = path.partition("?")
        answer = street.send("GET", place, HTTP_COOKIE=cookie, QUERY_STRING=query)
        assert answer.status == 200, (path, answer.status, street.broken)
        assert b"<script>alert" not in answer.body and b"<img src=x" not in answer.body, path
        answer.body.decode()
    for step in meeting.plan.steps:
        for audience in ("projector", "facilitator", "participant"):
            core.step_view(meeting, step.id, audience, "da", lambda home: door.pseudonym(street.row, "x", home))
    for format in ("md", "html", "csv", "json"):
        answer = street.send("GET", f"{lead}notes.{format}", HTTP_COOKIE=street.lead)
        assert answer.status == 200, (format, answer.status, street.broken)
        text = answer.body.decode()
        if format == "json":
            json.loads(text)
        if format == "csv":
            assert all(len(row) == 5 for row in csv.reader(io.StringIO(text)))


def _check_values(value: Any, fact: Any) -> None:
    match value:
        case str():
            value.encode()  # half a character cannot be kept
            assert value.count("\n") < LINES and len(value) < 4000, fact
            assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in value if c != "\n"), fact
            assert not any(c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f" for c in value), (
                fact
            )
        case bool():
            pass
        case int():
            assert -60 <= value < 10**9, fact  # only time that is taken away again is below zero
        case dict():
            assert all(isinstance(name, str) for name in value), fact
            for each in value.values():
                _check_values(each, fact)
        case list():
            for each in value:
                _check_values(each, fact)
        case None:
            pass
        case other:
            raise AssertionError(f"a {type(other)} was kept")


def _alive() -> int:
    """How much is kept in memory: every object that Python watches."""
    gc.collect()
    return len(gc.get_objects())
