"""Small step: for oneself. A step may be shared on purpose, and having none is as good."""

import pytest

from shared import gallery
from shared.activity import Refused
from shared.words import LANGUAGES, words
from tests.given import Given, wrote


def step(*facts, **settings):
    return Given("small_step", *facts, **settings)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_step_today_is_a_button_beside_being_done(lang):
    drawn = gallery.draw("small_step", "working", "participant", words(lang))
    assert f'<button class="btn btn-2 pass" form="pass">{words(lang)("small_step.none")}</button>' in drawn


def test_a_step_that_is_shared_can_be_no_longer_than_the_plan_says():
    with pytest.raises(Refused, match="text_too_long"):
        step(max_chars=20).when("anna", "add", key="k", text="x" * 21)


def test_a_plan_may_keep_every_step_on_the_phone():
    with pytest.raises(Refused, match="nothing_to_do"):
        step(share=False).when("anna", "add", key="k", text="Gå en tur")


def test_three_people_are_too_few_to_show():
    closed = step(*wrote("Ringe", "Bage", "Gå en tur")).standing(answering=False)
    closed.happened("", *closed.then_by_itself())
    with pytest.raises(Refused, match="few_answers"):
        closed.when_revealed()
