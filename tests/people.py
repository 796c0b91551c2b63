"""People on a real server: each sends every command until there is an answer, and knows what they were told is kept.

They speak plain HTTP, so that a network between them and the server may do with it what it likes. What they wish for
follows from a seed; in which order it reaches the server does not, and need not: each knows only of their own.
"""

from __future__ import annotations

import http.client
import itertools
import json
import random
import threading
from contextlib import suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from shared import door
from shared import meeting as core
from shared.log import Log

KEYS = ("k1", "k2", "k3")  # of the notes of one person; the plan T1 gives room for as many
SKIES = 6
THINKING = 0.2  # seconds at most; people take longer, but then a test would too
FORM = "application/x-www-form-urlencoded"


class Person:
    """One person in a meeting on the plan T1, in a thread of their own once they `live`."""

    def __init__(self, address: str, meeting: str, code: str, seed: str, patience: float = 5.0, afresh: bool = False):
        self.code = code
        self.where, self.base, self.patience = urlsplit(address), f"/m/{meeting}/", patience
        self.afresh = afresh  # each question takes a line of its own
        self.chance = random.Random(seed)
        self.cookies: dict[str, str] = {}
        self.notes: dict[tuple[str, str], str] = {}  # (step, key) -> text, as it was acknowledged
        self.sky: int | None = None
        self.passed: set[str] = set()
        self.answered = self.refused = self.tries = 0
        self.enough = threading.Event()
        self.at = ""  # the step this person takes part in
        self._names = itertools.count()
        self._line: http.client.HTTPConnection | None = None

    def join(self) -> Person:
        while "token" not in self.cookies:
            if self.ask("POST", "/", urlencode({"code": self.code}).encode()):
                self.ask("POST", f"{self.base}join", b"")
        return self

    @property
    def token(self) -> str:
        return self.cookies["token"]

    def live(self) -> None:
        """Goes on wishing until it is enough; what was begun then is still sent to its end."""
        while not self.enough.is_set():
            self.wish()
            self.enough.wait(self.chance.uniform(0, THINKING))
        self.hang_up()

    def wish(self) -> None:
        """Does one thing this person might want now."""
        step, luck, name = self.at, self.chance.random(), f"w{next(self._names)}"
        if step == "notes" and luck < 0.9:
            key = self.chance.choice(KEYS)
            if (step, key) in self.notes and luck < 0.25:
                self.do("take_back", step, key=key)
            else:
                self.do("add", step, key=key, text=f"ord {name}")
        elif step == "sky" and luck < 0.9:
            if self.sky is not None and luck < 0.25:
                self.do("take_back", step, key="ballot")
            else:
                self.do("choose", step, sky=self.chance.randrange(SKIES))
        elif step == "answer" and luck < 0.9:
            self.do("add", step, key="k1", text=f"svar {name}")
        elif step:
            self.do("pass", step)

    def do(self, type: str, step: str, **fields: Any) -> bool:
        """Sends one command, again and again under the same name, until it is answered. Whether it was kept."""
        form = {"type": type, "step": step, "once": f"{type}-{next(self._names)}", **fields}
        body = urlencode(form).encode()
        said = None
        while said is None:
            said = self.send(body)
        self.answered += 1
        self.refused += not said.get("kept")
        if said.get("kept"):
            self._keep(type, step, fields)
        return bool(said.get("kept"))

    def send(self, body: bytes) -> dict[str, Any] | None:
        """What is said to one sending, if it is our server's last word on it."""
        answer = self.ask("POST", f"{self.base}do", body)
        with suppress(ValueError):
            said = json.loads(answer[1]) if answer else {}
            if (said.get("kept") and answer and answer[0] == 200) or said.get("retry") is False:
                return said
        self.enough.wait(self.chance.uniform(0, 0.2)) if not self.enough.is_set() else None
        return None

    def ask(self, method: str, path: str, body: bytes) -> tuple[int, str] | None:
        """One question, and the answer if one comes back whole."""
        self.tries += 1
        headers = {"Accept": "application/json", "Content-Type": FORM, "Origin": f"http://{self.where.netloc}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            if self._line is None:
                self._line = http.client.HTTPConnection(
                    self.where.hostname or "", self.where.port, timeout=self.patience
                )
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
            heard = answer.status, answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: held.value for name, held in SimpleCookie(cookie).items()}
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return None
        if self.afresh:
            self.hang_up()
        return heard

    def hang_up(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

    def _keep(self, type: str, step: str, fields: dict[str, Any]) -> None:
        match type:
            case "add":
                self.notes[step, fields["key"]] = fields["text"]
            case "choose":
                self.sky = fields["sky"]
            case "pass":
                self.passed.add(step)
            case "take_back" if fields["key"] == "ballot":
                self.sky = None
            case "take_back":
                self.notes.pop((step, fields["key"]), None)


class Company:
    """Some people, all at it at once."""

    def __init__(self, people: list[Person]):
        self.people = people
        self.threads = [threading.Thread(target=person.live, daemon=True) for person in people]

    def come(self) -> Company:
        for thread in self.threads:
            thread.start()
        return self

    def at(self, step: str) -> None:
        for person in self.people:
            person.at = step

    @property
    def answered(self) -> int:
        return sum(person.answered for person in self.people)

    def rest(self) -> None:
        """Lets everyone stop once what they sent is answered."""
        for person in self.people:
            person.enough.set()
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive(), "someone is still without an answer"


def check_kept(data: Path, meeting: str, people: list[Person], seed: object) -> None:
    """Whether the disk holds what these people were told, no less and no more. The server must not be running."""
    log = Log(data / "samklang.db")
    row = log.meeting(meeting)
    stands = core.fold(row.plans, log.read(meeting)).stands
    log.close()
    names = {step: {_name(row, person, step): n for n, person in enumerate(people)} for step in stands}
    for step in ("notes", "answer"):
        found = {(names[step][n.by], n.key): n.text for n in stands[step].state.pile.notes.values()}
        told = {(n, key): text for n, p in enumerate(people) for (at, key), text in p.notes.items() if at == step}
        assert found == told, f"seed {seed}: in {step}"
    skies = {names["sky"][name]: ballot.index(1) for name, ballot in stands["sky"].state.tally.ballots.items()}
    assert skies == {n: p.sky for n, p in enumerate(people) if p.sky is not None}, f"seed {seed}: in sky"
    for step, stand in stands.items():
        passed = {names[step][name] for name in stand.passed}
        assert passed == {n for n, person in enumerate(people) if step in person.passed}, f"seed {seed}: in {step}"


def _name(row: Any, person: Person, step: str) -> str:
    return door.pseudonym(row, door.person_of(row, person.token) or "", step)
