"""A plan on paper holds all that a facilitator needs when the technology stops."""

from itertools import pairwise
from pathlib import Path

import pytest
from markupsafe import escape

from facilitator import on_paper
from shared import plan_language, plans
from shared.plan import LENGTHS
from shared.screen import render
from shared.words import words
from tests.rooms import Room
from tests.test_control import Lead

LIBRARY = plans.library(Path(__file__).parent.parent / "session_plans")
EACH = [(id, lang) for id, languages in LIBRARY.items() for lang in languages]


@pytest.fixture(scope="module", autouse=True)
def screens():
    with_screens = Room()  # makes the facilitator's templates known
    yield
    with_screens.close()


@pytest.mark.parametrize("id, lang", EACH)
def test_every_text_of_every_plan_is_on_the_paper(id, lang):
    plan = LIBRARY[id][lang].lasting("120")
    page = render(
        "facilitator/plan_paper.html", words(lang), plan=plan, parts=on_paper.parts(plan), length="120", here=""
    )
    texts = [*plan_language.for_the_room(plan), *plan_language.for_whoever_leads(plan)]
    missing = [(step, field, text) for step, field, text in texts if str(escape(text)) not in page]
    assert missing == []


@pytest.mark.parametrize("length", LENGTHS)
def test_the_minutes_run_from_the_start_to_the_end(length):
    for languages in LIBRARY.values():
        parts = on_paper.parts(next(iter(languages.values())).lasting(length))
        assert parts[0]["begins"] == 0 and parts[-1]["ends"] == int(length)
        assert all(one["ends"] == two["begins"] for one, two in pairwise(parts))


def test_the_paper_is_one_press_from_the_plan():
    room = Room()
    lead = Lead(room).enter()
    page = lead.client.get("/lead/plans/T1?length=60&lang=da").text
    assert "/lead/plans/T1/paper?length=60&amp;lang=da" in page
    paper = lead.client.get("/lead/plans/T1/paper?length=60&lang=da")
    assert paper.status_code == 200 and "<script" not in paper.text.partition("<body")[2]
    room.close()
