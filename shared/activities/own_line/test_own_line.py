"""Own line: only for oneself, with the points that the person chooses, and no question about the hard ones."""

import pytest

from shared import gallery
from shared.activity import Refused
from shared.words import words
from tests.given import Given


@pytest.mark.parametrize("who", ["anna", "lead"])
def test_there_is_nothing_to_send(who):
    with pytest.raises(Refused, match="nothing_to_do"):
        Given("own_line").when(who, "nothing")


def test_the_plan_may_name_the_ends_of_the_line():
    drawn = gallery.draw("own_line", "own_ends", "participant", words("da"))
    assert "Det første, jeg husker" in drawn and words("da")("own_line.start") not in drawn


def test_nothing_goes_into_the_notes():
    assert Given("own_line").in_the_notes() == []
