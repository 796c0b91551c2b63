"""Whoever leads finds a plan by what it is about, in whichever language they think of it."""

from pathlib import Path

import pytest

from facilitator.finding import Asked, asked, fits
from shared import plans
from shared.words import LANGUAGES, catalogue, words

LIBRARY = plans.library(Path(__file__).parent.parent / "session_plans")
SUB_THEMES = sorted(key for key in catalogue("en") if key.startswith("sub_theme."))


def found(**wish) -> set[str]:
    return {id for id, languages in LIBRARY.items() if fits(languages, Asked(**wish))}


def test_there_are_fifty_seven_themes_and_each_has_a_plan():
    assert len(SUB_THEMES) == 57
    covered = {id for languages in LIBRARY.values() for id in next(iter(languages.values())).sub_themes}
    assert {key.removeprefix("sub_theme.") for key in SUB_THEMES} == covered


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", SUB_THEMES)
def test_every_theme_is_found_by_its_name_in_every_language(key, lang):
    id = key.removeprefix("sub_theme.")
    about = {name for name, languages in LIBRARY.items() if id in next(iter(languages.values())).sub_themes}
    assert about <= found(text=words(lang)(key))


def test_a_name_is_found_in_capitals_without_accents_and_in_any_order():
    assert "M2" in found(text="RO tro større")
    assert "M2" in found(text="storre RO")
    assert "H0" in found(text="hab")
    assert found(text="") == set(LIBRARY)
    assert found(text="giraf") == set()


def test_a_plan_that_is_too_deep_or_for_fewer_people_is_left_out():
    assert {"I3", "M1", "X3", "X6"}.isdisjoint(found(depth="medium"))
    assert "I3" in found(depth="deep") and "I3" not in found(people=14) and "C4" in found(people=14)
    assert found(length="60") == found(length="120") == set(LIBRARY)


def test_what_is_no_number_or_depth_is_left_open():
    assert asked({"people": "mange", "depth": "9", "length": "45", "q": "  ro   og "}) == Asked(text="ro og")
    assert asked({"people": "९"}) == asked({"people": "-1"}) == asked({}) == Asked()
    assert len(asked({"q": "x" * 5000}).text) == 80
