"""A room for tests: one meeting on a small plan, people with phones, one who leads, and a clock that stands still.

    room = Room()
    room.go("wall")
    anna = room.phone()
    anna.add("wall", "En sang")
    room.lead("reveal", "wall")
    assert room.on_screen("wall") == ["En sang"]

Phones go through the web as real ones do; whoever leads speaks to the core, so that tests of the phone need no
control screen. Chance is seeded: the same story always ends the same way.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from samklang.app import create_app
from shared import door, meeting
from shared.activity import LEAD
from shared.anonymity import SeededChance
from shared.config import Config
from shared.plan import Plan, Step

START = 29_000_000  # minutes since the epoch
ADDRESS = "http://192.0.2.1:8000"

STEPS = [
    Step("welcome", "info", "Velkommen", 5, settings={"prompt": "Godt, du er her"}),
    Step("in", "check_in", "Tjek ind", 10, settings={"prompt": "Hvordan kommer du?"}),
    Step("sky", "check_in", "Vejret", 10, settings={"prompt": "Hvordan er vejret i dig?", "form": "weather"}),
    Step("wall", "wall", "Tavle", 20, settings={"prompt": "Hvad giver dig håb?", "per_person": 3}),
    Step("gather", "wall", "Saml", 10, continues="wall"),
    Step("dots", "dot_vote", "Prikker", 10, settings={"prompt": "Hvad vil du tale om?", "options": ["Ro", "Mod"]}),
    Step("choice", "choice", "Valg", 10, settings={"prompt": "Hvad passer?", "options": ["Ro", "Mod"]}),
    Step("points", "points", "Point", 5, settings={"prompt": "Hvad er vigtigt?", "options": ["Ro", "Mod"]}),
    Step(
        "ranking",
        "ranking",
        "Rækkefølge",
        5,
        settings={"prompt": "Hvad er vigtigst?", "options": ["Ro", "Mod"], "private": False},
    ),
    Step("pulse", "pulse", "Puls", 5, settings={"prompt": "Pause nu?"}),
    Step("how", "evaluation", "Evaluering", 5, settings={"prompt": "Hvordan var det?", "prompts": ["Hvad var godt?"]}),
    Step(
        "field",
        "field",
        "Felt",
        5,
        settings={"prompt": "Hvor?", "items": ["Ro"], "x_low": "a", "x_high": "b", "y_low": "c", "y_high": "d"},
    ),
    Step("cloud", "word_cloud", "Ordsky", 5, settings={"prompt": "Hvad giver mening?"}),
    Step("scale", "scale", "Skala", 10, settings={"prompt": "Hvordan passer det?"}),
    Step("answers", "open_answers", "Svar", 15, settings={"prompt": "Hvad har hjulpet dig?"}),
    Step("out", "check_out", "Tjek ud", 10, settings={"prompt": "Hvad tager du med?"}),
]

TALKING = [
    Step("pause", "pause", "Pause", 15, settings={"prompt": "Pause"}),
    Step("round", "round", "Runde", 10, settings={"prompt": "Hvad kender du igen?"}),
    Step("line", "spectrum", "Linje", 10, settings={"prompt": "Hvor er du bedst?"}),
    Step("story", "story", "Fortælling", 15, settings={"prompt": "En fortælling"}),
    Step("groups", "small_groups", "Små grupper", 15, settings={"prompt": "Hvad gjorde den god?"}),
    Step("cards", "conversation_cards", "Kort", 15, settings={"prompt": "Et kort", "deck": "hope", "draw": "all"}),
    Step("list", "speaking_list", "Talerliste", 15, settings={"prompt": "Hvad vil vi gøre?"}),
]  # steps without a screen, for tests that need them

WRITING = [
    Step(
        "board", "board", "Felter", 15, settings={"prompt": "Hvad hjælper?", "fields": ["Nu", "Før"], "recognise": True}
    ),
    Step("deal", "agreement", "Aftale", 10, settings={"prompt": "Vores aftale", "lines": ["Vi lytter"]}),
    Step("box", "question_box", "Spørgsmål", 10, settings={"prompt": "Hvad vil du spørge om?"}),
    Step("lot", "parking_lot", "Parkeret", 5, settings={"prompt": "Det tager vi en anden gang", "lines": ["Søvn"]}),
]  # other steps that people write in, for tests that need them


def small_plan(lang: str = "da") -> Plan:
    return Plan(id="T1", lang=lang, domain="hope", title="Et lille møde", steps=STEPS)  # type: ignore[arg-type]


class Room:
    """A meeting that has been opened and not begun. `now` is its clock, in minutes; move it as you like."""

    def __init__(
        self, plans: dict[str, Plan] | None = None, data: str | Path = ":memory:", seed: int = 1, **config: Any
    ):
        self.now = START
        self.plans = plans or {lang: small_plan(lang) for lang in ("da", "en")}
        library = {plan.id: self.plans for plan in self.plans.values()}
        self.config = Config(data=Path(data), async_mode="threading", **config)
        chance = SeededChance(seed)
        self.app, self.socketio, self.house = create_app(
            self.config, library, lambda: ADDRESS, chance, lambda: self.now
        )
        self.app.test_client_class = Browser
        self.row = door.new_row(self.plans)
        self.house.log.open_meeting(self.row)
        self.onces = itertools.count(1)

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def base(self) -> str:
        return f"/m/{self.id}/"

    @property
    def meeting(self) -> meeting.Meeting:
        return self.house.live.meeting(self.id)

    def lead(self, type: str, step: str | None = None, **fields: Any) -> int:
        """What the one who leads does, e.g. room.lead("reveal", "wall"). Raises Refused."""
        return self.house.live.do(self.id, step, {"type": type, **fields}, LEAD)

    def go(self, to: str | None) -> int:
        """Moves the meeting to a step, or back to the lobby."""
        return self.lead("go", to=to or "", coming_from=self.meeting.now or "")

    def undo(self) -> int:
        return self.lead("undo")

    def end(self) -> int:
        return self.lead("end")

    def delete(self) -> None:
        self.house.live.delete(self.id)

    def stranger(self, lang: str = "da") -> Phone:
        """A phone that has not come in."""
        return Phone(self, self.app.test_client(), lang).scan()

    def phone(self, lang: str = "da") -> Phone:
        """A phone that has come in."""
        return self.stranger(lang).join()

    def phones(self, count: int) -> list[Phone]:
        return [self.phone() for _ in range(count)]

    def seen_by(self, audience: Any, step: str) -> dict[str, Any]:
        """What an audience may see of a step's activity."""
        return meeting.step_view(self.meeting, step, audience, "da")["seen"]

    def on_screen(self, step: str) -> list[str]:
        """The texts the projector shows of a step."""
        return [note["text"] for note in self.seen_by("projector", step)["shown"]]

    def close(self) -> None:
        self.house.log.close()


class Browser(FlaskClient):
    """Says with each form which page it comes from, as browsers do."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if not args or isinstance(args[0], str):
            headers = Headers(kwargs.pop("headers", None))
            headers.setdefault("Origin", "http://localhost")
            kwargs["headers"] = headers
        return super().open(*args, **kwargs)


class Phone:
    """One browser in someone's hand. It asks for pages and sends forms as our own pages would."""

    def __init__(self, room: Room, client: FlaskClient, lang: str):
        self.room, self.client = room, client
        self.headers = {"Accept-Language": lang}

    def scan(self) -> Phone:
        """Scans the code that is on the screen now."""
        self.client.get(f"/J/{self.room.house.log.meeting(self.room.id).secret}", headers=self.headers)
        return self

    def join(self) -> Phone:
        self.scan().post("join")
        return self

    def token(self) -> str:
        """What this phone is known by in the meeting."""
        cookie = self.client.get_cookie("token", path=self.room.base)
        assert cookie is not None, "this phone has not come in"
        return cookie.value

    def get(self, path: str = "", **headers: str) -> TestResponse:
        """A page of the meeting: "" for the one page, "mine", "help"."""
        return self.client.get(self.room.base + path, headers={**self.headers, **headers})

    def page(self, path: str = "") -> str:
        return self.get(path).text

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        """A form sent without JavaScript."""
        return self.client.post(self.room.base + path, data=fields or {}, headers={**self.headers, **headers})

    def do(self, type: str, step: str | None = None, once: str | None = None, **fields: Any) -> TestResponse:
        """A command sent as the page's script sends it; a list `dots` becomes fields named "dots[]"."""
        return self.post("do", self.form(type, step, once, **fields), Accept="application/json")

    def form(self, type: str, step: str | None = None, once: str | None = None, **fields: Any) -> dict[str, Any]:
        lists = {f"{name}[]": value for name, value in fields.items() if isinstance(value, list)}
        single = {name: value for name, value in fields.items() if not isinstance(value, list)}
        name = once or f"once-{next(self.room.onces)}"
        return {"type": type, "step": step or "", "once": name, **single, **lists}

    def add(self, step: str, text: str, key: str | None = None) -> str:
        """Sends a note that must be kept. Returns its key."""
        key = key or f"note-{next(self.room.onces)}"
        answer = self.do("add", step, key=key, text=text)
        assert answer.get_json() == {"kept": True}, answer.text
        return key

    def cast(self, step: str, *dots: int) -> None:
        answer = self.do("cast", step, dots=list(dots))
        assert answer.get_json() == {"kept": True}, answer.text
