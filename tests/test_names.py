"""What belongs to others stays theirs: names, and the words of people who were once interviewed.

Which names these are stands in names.toml. Whether a sentence was taken from a report can only be seen with the report
at hand, and none is kept here; what can be seen without it is that nothing is quoted as said by somebody.
"""

import re
import tomllib
from pathlib import Path

import pytest

from shared import plan_language
from shared.plans import DEMO, library

ROOT = Path(__file__).parent.parent
NAMES = tomllib.loads((ROOT / "tests/names.toml").read_text("utf8"))["names"]
READ_BY_PEOPLE = ("session_plans/**/*.toml", "shared/**/*.po", "shared/activities/**/*.txt", "docs/**/*.md", "*.md")
PLANS = [plan for plans in library(ROOT / "session_plans").values() for plan in plans.values()]
OURS = [plan for plan in PLANS if plan.id != DEMO]
SAID_BY = re.compile(r"\b(informant|interview|citat|sitat|quote|respondent)\w*", re.IGNORECASE)


def texts():
    found = {file for pattern in READ_BY_PEOPLE for file in ROOT.glob(pattern)}
    return {str(file.relative_to(ROOT)): file.read_text("utf8") for file in found if "node_modules" not in file.parts}


def test_no_text_of_ours_uses_a_name_that_belongs_to_others():
    patterns = {name: re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in NAMES}
    used = [f"{file}: {name}" for file, text in texts().items() for name, each in patterns.items() if each.search(text)]
    assert used == []


def test_the_names_that_a_plans_check_knows_are_among_them():
    for lang in ("da", "nb", "nn", "en"):
        listed = tomllib.loads((plan_language.HOME / f"{lang}.toml").read_text("utf8"))["names"]["words"]
        assert set(listed) <= set(NAMES), lang


@pytest.mark.parametrize("plan", OURS, ids=lambda plan: f"{plan.id}.{plan.lang}")
def test_nothing_in_a_plan_is_told_as_the_words_of_somebody_who_was_asked(plan):
    told = [*plan_language.for_the_room(plan), *plan_language.for_whoever_leads(plan)]
    assert [text for _, _, text in told if SAID_BY.search(text)] == []


def test_most_questions_name_nothing_about_health():
    """At least four in five, in each language."""
    for lang in ("da", "nb", "en"):
        plans = [plan for plan in OURS if plan.lang == lang]
        asked = sum("prompt" in step.settings for plan in plans for step in plan.steps)
        named = sum(len(plan_language.about_health(plan)) for plan in plans)
        assert asked > 300
        assert named <= asked / 5, lang


@pytest.mark.parametrize("plan", OURS, ids=lambda plan: f"{plan.id}.{plan.lang}")
def test_every_plan_touches_two_sources_of_belief_in_oneself(plan):
    assert len(set(plan.efficacy)) >= 2
