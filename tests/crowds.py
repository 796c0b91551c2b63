"""A crowd for tests: people who send until they are answered, over a network that loses, doubles and delays.

Beside each meeting stands a model of it, a few dicts that know what every person was told is kept. Nothing here knows
how the server does it. Everything follows from one seed, which a failure prints.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, get_args

from shared import door
from shared import meeting as core
from shared.activity import LEAD, Audience, Refused
from shared.plan import Plan, Step
from tests.rooms import Room

LOST_QUESTION = 0.1  # of all that is sent never arrives
LOST_ANSWER = 0.3  # of all that arrives is answered into nothing
DOUBLED = 0.1  # of all that is sent arrives twice at once
LATE = 0.1  # of all that is sent arrives once more, when whoever sent it has long gone on
NOTES = 3  # each person may have in a step
DOTS = 3
PAGE = {"Accept": "application/json", "Origin": "http://localhost"}  # as our own page's script asks

PLAN = Plan(
    id="R02",
    lang="da",
    domain="hope",
    title="Et møde på et dårligt net",
    steps=[
        Step("wall", "wall", "Tavle", settings={"prompt": "Hvad giver håb?", "per_person": NOTES}),
        Step("dots", "dot_vote", "Prikker", settings={"prompt": "Hvad nu?", "options": ["Ro", "Mod"], "dots": DOTS}),
        Step("answers", "open_answers", "Svar", settings={"prompt": "Hvad hjalp?", "per_person": NOTES}),
    ],
)
WRITTEN = ("wall", "answers")
KEYS = ("k1", "k2", "k3")  # used again and again, so that a late copy finds newer words under its key


@dataclass(frozen=True)
class Sent:
    """One command as a phone sends it: the same form under the same name until there is an answer."""

    who: int
    form: dict[str, Any]

    @property
    def step(self) -> str:
        return self.form["step"]

    @property
    def type(self) -> str:
        return self.form["type"]


@dataclass
class Model:
    """What each person should have, because they were told that it is kept."""

    notes: dict[tuple[str, int, str], str] = field(default_factory=dict)  # (step, who, key) -> text
    ballots: dict[int, tuple[int, ...]] = field(default_factory=dict)
    passed: set[tuple[str, int]] = field(default_factory=set)
    now: str = ""
    closed: set[str] = field(default_factory=set)

    def allows(self, sent: Sent) -> bool:
        if sent.type == "take_back":
            return True
        if sent.step != self.now or sent.step in self.closed:
            return False
        return sent.type != "add" or sent.form["key"] in self.own(sent) or len(self.own(sent)) < NOTES

    def keep(self, sent: Sent) -> None:
        match sent.type:
            case "add":
                self.notes[sent.step, sent.who, sent.form["key"]] = sent.form["text"]
            case "cast":
                self.ballots[sent.who] = tuple(map(int, sent.form["dots[]"]))
            case "pass":
                self.passed.add((sent.step, sent.who))
            case "take_back" if sent.form["key"] == "ballot":
                self.ballots.pop(sent.who, None)
            case "take_back":
                self.notes.pop((sent.step, sent.who, sent.form["key"]), None)

    def own(self, sent: Sent) -> set[str]:
        return {key for step, who, key in self.notes if (step, who) == (sent.step, sent.who)}


class Crowd:
    """One meeting and its people. `send` delivers one form and returns the answer's JSON: {"kept": True} or else."""

    def __init__(self, room: Room, seed: str, people: int):
        self.room, self.seed, self.chance = room, seed, random.Random(seed)
        self.row = door.new_row(room.plans)
        room.house.log.open_meeting(self.row)
        self.tokens = [door.new_token(self.row) for _ in range(people)]
        self.client = room.app.test_client(use_cookies=False)
        self.model, self.names = Model(), count()
        self.waiting: list[Sent | None] = [None] * people  # what each person has sent and has no answer to
        self.late: list[Sent] = []  # copies that are still under way
        self.carried_out: set[str] = set()  # names of commands that have arrived and were taken
        self.sent = self.delivered = 0
        self.lead_on()

    # --- what people do

    def live(self, commands: int) -> Crowd:
        """Lets so many commands be sent, and answered."""
        while self.sent < commands or any(self.waiting):
            if self.chance.random() < 0.02:
                self.lead_on()
            if self.late and self.chance.random() < 0.05:
                self.deliver(self.late.pop(self.chance.randrange(len(self.late))))
            who = self.chance.randrange(len(self.tokens))
            if self.waiting[who] is None and self.sent < commands:
                self.waiting[who] = self.wish(who)
                self.sent += 1
            if (sent := self.waiting[who]) and (answer := self.try_once(sent)):
                self.settle(sent, answer)
        while self.late:
            self.deliver(self.late.pop())
        return self

    def wish(self, who: int) -> Sent:
        """Something this person might want now, or a moment ago."""
        elsewhere = not self.model.now or self.chance.random() < 0.05
        step = self.chance.choice(PLAN.steps).id if elsewhere else self.model.now
        name = f"c{next(self.names)}"
        own = sorted(key for at, whose, key in self.model.notes if (at, whose) == (step, who))
        form: dict[str, Any] = {"step": step, "once": name}
        luck = self.chance.random()
        if luck < 0.08:
            form |= {"type": "pass"}
        elif step in WRITTEN and own and luck < 0.30:
            form |= {"type": "take_back", "key": self.chance.choice(own)}
        elif step in WRITTEN:
            key = self.chance.choice(KEYS) if luck < 0.75 else name
            form |= {"type": "add", "key": key, "text": f"ord {name}"}
        elif luck < 0.25:
            form |= {"type": "take_back", "key": "ballot"}
        else:
            first = self.chance.randint(0, DOTS)
            form |= {"type": "cast", "dots[]": [str(first), str(DOTS - first)]}
        return Sent(who, form)

    def lead_on(self) -> None:
        """Whoever leads does something: goes to a step, closes or opens it, shows what there is, regrets."""
        what = self.chance.choice(("go", "go", "close", "open", "reveal", "undo"))
        if what == "go" or not self.model.now:
            self.lead(None, "go", to=self.chance.choice(PLAN.steps).id, coming_from=self.model.now)
        elif what == "undo":
            self.lead(None, "undo")
        else:
            self.lead(self.model.now, what)
        meeting = self.meeting
        self.model.now = meeting.now or ""
        self.model.closed = {step for step, stand in meeting.stands.items() if not stand.answering}

    def lead(self, step: str | None, type: str, **fields: Any) -> None:
        with suppress(Refused):
            self.room.house.live.do(self.row.id, step, {"type": type, **fields}, LEAD)

    # --- what the network does

    def try_once(self, sent: Sent) -> dict[str, Any] | None:
        """Sends it once. The answer, if one comes back."""
        if self.chance.random() < LATE:
            self.late.append(sent)
        if self.chance.random() < LOST_QUESTION:
            return None
        if self.chance.random() < DOUBLED:
            self.deliver(sent)
        answer = self.deliver(sent)
        return None if self.chance.random() < LOST_ANSWER else answer

    def deliver(self, sent: Sent) -> dict[str, Any]:
        self.delivered += 1
        known, fits = sent.form["once"] in self.carried_out, self.model.allows(sent)
        headers = {**PAGE, "Cookie": f"token={self.tokens[sent.who]}"}
        answer = self.client.post(f"/m/{self.row.id}/do", data=sent.form, headers=headers).get_json()
        kept = answer == {"kept": True}
        assert kept == (known or fits), f"seed {self.seed}: {sent.form} was answered with {answer}"
        if kept:
            self.carried_out.add(sent.form["once"])
            if not known:
                self.model.keep(sent)
        return answer

    def settle(self, sent: Sent, answer: dict[str, Any]) -> None:
        self.waiting[sent.who] = None
        if answer != {
            "kept": True
        }:  # its words are back with whoever wrote them; a copy must not act behind their back
            self.late = [copy for copy in self.late if copy is not sent]

    # --- what is there in the end

    @property
    def meeting(self) -> core.Meeting:
        return self.room.house.live.meeting(self.row.id)

    def me(self, who: int, step: str) -> str:
        person = door.person_of(self.row, self.tokens[who])
        return door.pseudonym(self.row, person or "", step)

    def check(self) -> None:
        """Nothing is lost, nothing is doubled, and every screen shows what a fresh reading of the log would."""
        found = Model()
        for step in (step.id for step in PLAN.steps):
            people = {self.me(who, step): who for who in range(len(self.tokens))}
            stand = self.meeting.stands[step]
            found.passed |= {(step, people[name]) for name in stand.passed}
            if step in WRITTEN:
                notes = stand.state.pile.notes.values()
                found.notes |= {(step, people[note.by], note.key): note.text for note in notes}
            else:
                found.ballots |= {people[name]: ballot for name, ballot in stand.state.tally.ballots.items()}
        for name in ("notes", "ballots", "passed"):
            assert getattr(found, name) == getattr(self.model, name), f"seed {self.seed}: {name}"
        fresh = core.fold(self.room.plans, self.room.house.log.read(self.row.id))
        for view in self.views():
            assert view(self.meeting) == view(fresh), f"seed {self.seed}: a screen is not what a fresh one would be"

    def views(self) -> Iterator[Any]:
        audience: Audience
        for audience in get_args(Audience):
            for who in range(len(self.tokens)) if audience == "participant" else (None,):
                me = None if who is None else lambda step, who=who: self.me(who, step)
                for step in PLAN.steps:
                    yield partial(core.step_view, id=step.id, audience=audience, lang="da", me=me, here=15)
