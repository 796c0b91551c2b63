"""A house to test in: one meeting kept in memory, and the pages asked for without a server."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

import facilitator
from facilitator import keys, projector
from shared import door, screen
from shared.activity import LEAD, Actor
from shared.anonymity import SeededChance
from shared.config import Config
from shared.hardening import harden
from shared.house import House
from shared.live import Live
from shared.log import Log
from shared.plan import Plan, Step
from shared.presence import Presence

ADDRESS = "http://192.168.1.5:8000"
NOW = 29_000_000  # minutes since the epoch
PLAN = Plan(
    id="T",
    lang="da",
    domain="hope",
    title="Det, der holder håbet i live",
    notes="texts",
    steps=[
        Step("hello", "info", "Ankomst", minutes=5, notes="none", settings={"prompt": "Velkommen"}),
        Step("sedler", "wall", "Sedler om håb", minutes=10, settings={"prompt": "Hvad giver håb?"}),
        Step("samling", "wall", "Temaer", minutes=8, continues="sedler"),
        Step(
            "prikker",
            "dot_vote",
            "Prikker",
            minutes=4,
            settings={"prompt": "Hvad vil I tale om?", "options": ["Ro", "Natur", "Hinanden"], "dots": 3},
        ),
        Step("ord", "open_answers", "Et ord", minutes=4, notes="none", settings={"prompt": "Ét ord om i dag"}),
    ],
)
PEOPLE = [Actor(f"p{n}") for n in range(8)]


class Meeting:
    """A running meeting and someone to ask for pages."""

    def __init__(self, plan: Plan = PLAN, language: str = "da", seed: int = 5):
        self.minute = NOW
        self.log = Log(":memory:")
        live = Live(self.log, lambda *_: None, SeededChance(seed), lambda: self.minute)
        config = Config(data=Path(":memory:"), lang=language)  # type: ignore[arg-type]
        self.house = House(config, self.log, live, Presence(), {}, lambda: ADDRESS)
        self.row = door.new_row({plan.lang: plan})
        self.log.open_meeting(self.row)
        self.app = Flask("a house", static_folder=None)
        screen.add_folder("facilitator", Path(facilitator.__file__).parent / "screens")
        self.app.register_blueprint(projector.blueprint(self.house))
        self.app.register_blueprint(facilitator.blueprint(self.house))
        harden(self.app)

    @property
    def id(self) -> str:
        return self.row.id

    def do(self, actor: Actor, step: str | None, **command) -> None:
        self.house.live.do(self.id, step, command, actor)

    def lead(self, step: str | None = None, **command) -> None:
        self.do(LEAD, step, **command)

    def go(self, step: str) -> None:
        self.lead(type="go", to=step, coming_from=self.house.live.meeting(self.id).now or "")

    def write(self, step: str, *texts: str) -> None:
        """Each text by another person."""
        for person, text in zip(PEOPLE, texts, strict=False):
            self.do(person, step, type="add", key=f"k{person.id}", text=text)

    def shown(self, step: str) -> dict[str, str]:
        """Public id by text, for what hangs on the wall."""
        pile = self.house.live.meeting(self.id).stand(step).state.pile
        return {note.text: note.id for note in pile.shown()}

    def projector(self):
        """A browser that has followed the projector's link."""
        browser = self.app.test_client()
        browser.get(f"/screen/{self.id}/{self.row.screen_key}")
        return browser

    def leader(self):
        """A browser of whoever leads."""
        browser = self.app.test_client()
        browser.get(f"{keys.PATH}/key/{keys.make_once(self.log)}")
        return browser

    def seen(self) -> str:
        """The projector's picture now."""
        return self.projector().get(f"/screen/{self.id}").text
