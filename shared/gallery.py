"""Every activity, every named example, every screen, in every language: for looking at in development, and for tests.

An example stands in an activity's examples.toml: how the step is set up, and what has happened in it. It is folded
through the same rules and drawn by the same templates as a real meeting.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
from flask import Blueprint, abort, request
from markupsafe import Markup

from shared import meeting as core
from shared import screen
from shared.activity import Audience, Release, Struct, activities
from shared.meeting import Fact, Meeting
from shared.plan import Domain, Plan, Step
from shared.words import LANGUAGES, Words, words

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
DOMAINS: tuple[Domain, ...] = get_args(Domain)
SHEETS = {"participant": "phone.css", "projector": "projector.css", "facilitator": "control.css"}
JOIN = {"address": "samklang.lan", "code": "K7M 4TR"}
BEGAN = 1_000_000  # minutes since the epoch


class Example(Struct, frozen=True):
    """One named example. `facts` are (who, event); an empty event is one that was taken back."""

    settings: dict[str, Any] = {}
    facts: list[tuple[str, dict[str, Any]]] = []
    release: Release = "together"
    answering: bool = True
    few: bool = False
    page: int = 0
    passed: list[str] = []
    me: str = "a"
    here: int = 8
    gone: int = 0  # minutes since the step began
    context: dict[str, Any] = {}  # what a route would add, such as the draft of a form that was refused


@cache
def examples(kind: str) -> dict[str, Example]:
    """The named examples of an activity."""
    folder = Path(activities()[kind].__file__ or "").parent
    home = folder / "examples.toml"
    written = tomllib.loads(home.read_text("utf8")) if home.exists() else {}
    return msgspec.convert(written, dict[str, Example])


def stand(kind: str, name: str) -> Meeting:
    """A meeting of one step, "step", as it stands in this example."""
    return stand_of(kind, examples(kind)[name])


def stand_of(kind: str, example: Example) -> Meeting:
    step = Step("step", kind, "Gallery", release=example.release, settings=example.settings)
    plan = Plan(id="gallery", lang="da", domain="hope", title="Gallery", steps=[step])
    return core.fold({"da": plan}, [Fact(n, *fact) for n, fact in enumerate(_facts(example), start=1)])


def view(kind: str, name: str, audience: Audience) -> dict[str, Any]:
    """What this audience may see of an example."""
    return _view(kind, examples(kind)[name], audience)


def draw(kind: str, name: str, audience: Audience, said: Words, domain: str = "hope") -> Markup:
    """An example as HTML on one audience's screen."""
    return draw_example(kind, examples(kind)[name], audience, said, domain)


def draw_example(kind: str, example: Example, audience: Audience, said: Words, domain: str = "hope") -> Markup:
    clock = core.clock(stand_of(kind, example), "step", BEGAN + example.gone)
    given = {"domain": domain, "join": JOIN, "here": example.here, "clock": clock, **example.context}
    return screen.activity_screen(_view(kind, example, audience), audience, said, do="#", **given)


def blueprint() -> Blueprint:
    """/gallery: an index of everything, each screen in a frame of its own."""
    pages = Blueprint("gallery", __name__, url_prefix="/gallery")

    @pages.get("/")
    def index() -> str:
        kinds = {kind: list(examples(kind)) for kind in activities()}
        chosen = request.args.get("activity", "")
        shown = {kind: names for kind, names in kinds.items() if chosen in ("", kind)}
        return screen.render("shared/gallery.html", _words(), kinds=kinds, shown=shown, languages=LANGUAGES, **_look())

    @pages.get("/<kind>/<name>/<audience>")
    def frame(kind: str, name: str, audience: str) -> str:
        if kind not in activities() or name not in examples(kind) or audience not in AUDIENCES:
            abort(404)
        look = _look()
        drawn = screen.sendable(draw(kind, name, audience, _words(), look["domain"]))
        inside = {"drawn": Markup(drawn), "audience": audience, "sheet": SHEETS[audience], "kind": kind, "name": name}
        return screen.render("shared/gallery_frame.html", _words(), **inside, **look)

    return pages


def _view(kind: str, example: Example, audience: Audience) -> dict[str, Any]:
    return core.view(stand_of(kind, example), audience, "da", lambda _: example.me, example.here)


def _facts(example: Example) -> list[tuple[str, str | None, dict[str, Any] | None]]:
    around: list[tuple[str, str | None, dict[str, Any] | None]] = [
        ("lead", None, {"type": "went", "to": "step", "at": BEGAN}),
        ("lead", None, {"type": "few_said", "on": example.few}),
    ]
    inside = [(who, "step", event or None) for who, event in example.facts]
    passed = [(who, "step", {"type": "passed"}) for who in example.passed]
    last = [("lead", "step", {"type": "turned", "page": example.page})]
    closed = [] if example.answering else [("lead", "step", {"type": "closed"})]
    return [*around, *inside, *passed, *last, *closed]


def _words() -> Words:
    return words(request.args.get("lang", "da"))


def _look() -> dict[str, str]:
    domain, theme = request.args.get("domain", "hope"), request.args.get("theme", "light")
    return {
        "domain": domain if domain in DOMAINS else "hope",
        "theme": theme if theme in ("light", "dark", "auto") else "light",
    }
