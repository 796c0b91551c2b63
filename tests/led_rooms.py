"""A room with its projector and with someone who leads it, and a plan whose words may leave."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from facilitator import keys
from shared.activity import Actor
from shared.plan import Plan, Step
from tests.rooms import Room

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
        Step("svar", "open_answers", "Svar", minutes=4, settings={"prompt": "Hvad har hjulpet dig?"}),
        Step("ord", "open_answers", "Et ord", minutes=4, notes="none", settings={"prompt": "Ét ord om i dag"}),
    ],
)
PEOPLE = [Actor(f"p{n}") for n in range(8)]


class LedRoom(Room):
    """A room as whoever leads has it: with a projector, a control screen and notes afterwards."""

    def __init__(self, plan: Plan = PLAN, seed: int = 5, plans: dict[str, Plan] | None = None, **config: Any):
        super().__init__(plans or {plan.lang: plan}, seed=seed, **config)

    def do(self, actor: Actor, type: str, step: str, **fields: Any) -> None:
        self.house.live.do(self.id, step, {"type": type, **fields}, actor)

    def write(self, step: str, *texts: str) -> None:
        """Each text by another person."""
        for person, text in zip(PEOPLE, texts, strict=False):
            self.do(person, "add", step, key=f"k{person.id}", text=text)

    def shown(self, step: str) -> dict[str, str]:
        """Public id by text, for what hangs on the wall."""
        return {note.text: note.id for note in self.meeting.stand(step).state.pile.shown()}

    def projector(self) -> FlaskClient:
        """A browser that has followed the projector's link."""
        browser = self.app.test_client()
        browser.get(f"/screen/{self.id}/{self.row.screen_key}")
        return browser

    def leader(self) -> FlaskClient:
        """A browser of whoever leads."""
        browser = self.app.test_client()
        browser.get(f"{keys.PATH}/key/{keys.make_once(self.house.log)}")
        return browser

    def picture(self) -> str:
        """What the room sees, without the page around it."""
        return self.projector().get(f"/screen/{self.id}", headers={"X-Look": "something else"}).text

    def seen(self) -> str:
        """The projector's whole page."""
        return self.projector().get(f"/screen/{self.id}").text
