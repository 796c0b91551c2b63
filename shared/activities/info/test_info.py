"""Info: words to listen to, a talk, a break. Nothing is written, nothing is sent, and nobody can be told apart."""

import pytest

from shared.activity import Refused
from tests.given import Given


@pytest.mark.parametrize("who", ["anna", "lead"])
def test_there_is_nothing_to_send(who):
    with pytest.raises(Refused, match="nothing_to_do"):
        Given("info").when(who, "nothing")


def test_everyone_is_told_the_same():
    step = Given("info", form="agreement", lines=["Alle kan sige pas.", "Det bliver her."])
    assert step.seen_by("projector") == step.seen_by("facilitator") == step.seen_by("participant", "anna")


def test_lines_that_do_not_fit_are_read_page_by_page_and_none_is_lost():
    lines = [f"{n}. Vi lytter uden at give råd, medmindre nogen beder om det, og det er i orden." for n in range(12)]
    seen = Given("info", form="agreement", lines=lines).seen_by("projector")
    assert [line for page in seen["spread"] for line in page] == lines
    assert seen["pages"] == len(seen["spread"]) > 1


def test_the_plans_lines_may_stand_in_the_notes():
    assert Given("info", form="agreement", lines=["Det bliver her."]).in_the_notes() == ["Det bliver her."]
    assert Given("info", form="welcome", text="Godt, du er her.").in_the_notes() == []
