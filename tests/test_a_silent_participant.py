"""Somebody who only listens goes through a meeting with every activity there is, and meets no warning and no dead end.

The plan is made of each activity's first example, so that a new activity is walked through by lying in its folder.
"""

from contextlib import suppress
from html.parser import HTMLParser

import pytest

from samklang import looking
from shared import gallery
from shared.activity import Refused, activities
from shared.plan import Plan, Step
from shared.words import LANGUAGES, catalogue, words
from tests.rooms import Room

KINDS = [kind for kind in activities() if gallery.examples(kind)]


def step_of(kind):
    first = next(iter(gallery.examples(kind).values()))
    settings = {name: value for name, value in first.settings.items() if not name.endswith(("_from", "_with"))}
    return Step(kind.replace("_", "-"), kind, kind, 5, release=first.release, settings=settings)


def a_plan(lang):
    """Something of everything, in the same words for all."""
    return Plan(id="ALL", lang=lang, domain="hope", title="Lidt af hvert", steps=[step_of(kind) for kind in KINDS])


@pytest.fixture(scope="module")
def room():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(looking, "PHONE", (10_000, 5.0))  # a whole evening's looks come within seconds here
        room = Room({lang: a_plan(lang) for lang in LANGUAGES})
        yield room
        room.close()


class Page(HTMLParser):
    """What somebody meets on a page: its headings, what they can press, and what asks for their attention."""

    def __init__(self, html):
        super().__init__()
        self.headings = self.ways = 0
        self.alarms = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.headings += tag == "h1"
        self.ways += tag in ("a", "button", "summary") and "disabled" not in given
        if "banner" in (given.get("class") or "").split() or given.get("role") == "alert":
            self.alarms.append(given)


def meets(phone, lang, where):
    """The page as it is now, which must be calm and lead somewhere."""
    answer = phone.get(**{"X-Look": "another"})
    assert answer.status_code == 200, where
    html = answer.text
    page = Page(html)
    assert page.headings == 1 and page.ways, where
    assert not page.alarms, f"{where}: {page.alarms}"
    refusals = [text for key, forms in catalogue(lang).items() if key.startswith("refused.") for text in forms]
    assert not [text for text in refusals if "{" not in text and text in html], where
    return answer.headers["X-Place"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_someone_who_never_sends_anything_is_at_home_in_every_activity(room, lang):
    phone, others = room.phone(lang), room.phones(4)
    room.go(None)
    assert meets(phone, lang, "the lobby") == "lobby"
    for kind in KINDS:
        step = kind.replace("_", "-")
        room.go(step)
        assert meets(phone, lang, f"{kind}, open") == step
        for other in others:
            other.do("pass", step)
        assert meets(phone, lang, f"{kind}, with all others done") == step
        with suppress(Refused):
            room.lead("close", step)
        assert meets(phone, lang, f"{kind}, closed") == step
        with suppress(Refused):
            room.lead("reveal", step)
        assert meets(phone, lang, f"{kind}, shown") == step
        room.lead("open", step)
        room.lead("cover", on=True)
        meets(phone, lang, f"{kind}, covered")
        room.lead("cover", on=False)
    assert phone.get("mine").status_code == phone.get("help").status_code == 200
    assert words(lang)("phone.mine.nothing") in phone.page("mine")


def test_nothing_of_theirs_is_anywhere(room):
    phone = room.phone()
    before = len(room.house.log.read(room.id))
    for kind in KINDS:
        room.go(kind.replace("_", "-"))
        phone.get()
    assert len(room.house.log.read(room.id)) - before <= 2 * len(KINDS), "the facilitator's steps, and what settles"
    assert not any(fact.actor not in ("lead", "") for fact in room.house.log.read(room.id)[before:])


def test_in_the_end_they_are_thanked_like_everyone(room):
    phone = room.phone()
    room.end()
    assert Page(phone.page()).headings == 1
    assert phone.get().status_code == 200
