"""Every plan that comes along is played from the first screen to the notes, in each of its languages and lengths.

At the desk each plan is played once, and the languages and lengths take turns; before anything is taken in, all of them
are: SAMKLANG_EVENINGS=all.
"""

import os
from itertools import cycle
from pathlib import Path

import pytest

from participant import pace
from samklang import looking
from shared.plan import LENGTHS
from shared.plans import library
from tests.evenings import Evening

PLANS = library(Path(__file__).parent.parent / "session_plans")
ALL = [(id, lang, length) for id, plans in PLANS.items() for lang in plans for length in LENGTHS]
TURNS = [(lang, length) for length in LENGTHS for lang in range(3)]
SOME = [(id, [*plans][lang], length) for (id, plans), (lang, length) in zip(PLANS.items(), cycle(TURNS), strict=False)]


@pytest.fixture(autouse=True)
def as_quick_as_they_like(monkeypatch):
    """A whole evening comes within a second here."""
    monkeypatch.setattr(pace, "AT_ONCE", 10_000)
    monkeypatch.setattr(pace, "ROOM_AT_ONCE", 10_000)
    monkeypatch.setattr(looking, "PHONE", (10_000, 5.0))
    monkeypatch.setattr(looking, "LEADER", (10_000, 40.0))


@pytest.mark.parametrize(("id", "lang", "length"), ALL if os.environ.get("SAMKLANG_EVENINGS") == "all" else SOME)
def test_an_evening_on_every_plan_goes_from_the_first_screen_to_the_notes(id, lang, length):
    Evening(PLANS[id], lang, length).play()
