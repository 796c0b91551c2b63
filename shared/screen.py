"""Turns what an audience may see into HTML, in one language. The only place that knows templates."""

from __future__ import annotations

import hashlib
import json
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from shared import activities, anonymity
from shared.activity import Audience
from shared.words import Words

HERE = Path(__file__).parent
BUILT = HERE / "browser/dist"
STATIC = "/static/"
ONCE = "\x1aonce\x1a"  # stands in a form where each sending of the page puts a fresh random name
LEAF = 60  # notes of a list that are drawn at once: a group of fifteen has fewer, and a thousand would hold everyone up
SLOT = "\x1aslot\x1a"  # stands, in what is drawn once for many, where each differs; nobody can write it

_folders = {"activities": FileSystemLoader([*activities.__path__]), "shared": FileSystemLoader(HERE)}
env = Environment(
    loader=PrefixLoader(_folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)

LETTER = {  # in the style sheets
    "connectedness": "c",
    "hope": "h",
    "identity": "i",
    "meaning": "m",
    "empowerment": "e",
    "all": "a",
}


def add_folder(name: str, folder: Path) -> None:
    """Makes the templates of a folder known as `name`/..."""
    _folders[name] = FileSystemLoader(folder)


def render(template: str, words: Words, **context: Any) -> str:
    """A template as HTML. In it: `t` (words), `once` (for forms) and what `context` names."""
    return env.get_template(template).render(t=words, lang=words.lang, once=ONCE, **context)


def activity_screen(view: dict[str, Any], audience: Audience, words: Words, do: str = "", **context: Any) -> Markup:
    """One step's activity on one audience's screen; `view` is from shared.meeting.view, `do` is where forms go."""
    template = f"activities/{view['activity']}/{audience}.html"
    return Markup(render(template, words, **{**view, **view["seen"]}, do=do, **context))


def digest(html: str) -> str:
    """A short name for exactly this screen, so that one that has not changed need not travel."""
    return hashlib.sha256(html.encode()).hexdigest()[:16]


def sendable(html: str) -> str:
    """The HTML with a fresh name in every form: pressing twice sends the same name and counts once."""
    first, *rest = str(html).split(ONCE)  # of markup, the parts would be escaped when they are joined
    names = secrets.token_urlsafe(12 * len(rest))  # all at once, since a page may have thousands of forms
    return first + "".join(names[16 * n : 16 * n + 16] + part for n, part in enumerate(rest))


def asset(name: str) -> str:
    """The address of a built file, e.g. asset("phone.css")."""
    return STATIC + _manifest().get(name, name)


@cache
def build() -> str:
    """Tells one build of the browser files from another: a page that was made with an older one says so, once."""
    return hashlib.sha256(json.dumps(_manifest(), sort_keys=True).encode()).hexdigest()[:8]


@cache
def _manifest() -> dict[str, str]:
    file = BUILT / "manifest.json"
    return json.loads(file.read_text("utf8")) if file.exists() else {}


@cache
def sprite() -> Markup:
    """All marks and icons, to stand once in each page."""
    return Markup((HERE / "browser/sprite.svg").read_text("utf8"))


env.globals.update(asset=asset, sprite=sprite, slot=SLOT, letter=LETTER, leaf_of=LEAF)
env.globals.update(fewest=anonymity.FEWEST, batch=anonymity.BATCH)
