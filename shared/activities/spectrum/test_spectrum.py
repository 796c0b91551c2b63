"""Spectrum: a line in the room. Nobody's place is known to anything but the room itself."""

import pytest

from shared import gallery
from shared.activity import Refused
from shared.words import words
from tests.given import Given


@pytest.mark.parametrize("who", ["anna", "lead"])
def test_there_is_nothing_to_send(who):
    with pytest.raises(Refused, match="nothing_to_do"):
        Given("spectrum").when(who, "nothing")


@pytest.mark.parametrize("audience", ["projector", "participant"])
def test_staying_in_the_chair_and_watching_stand_beside_standing_up(audience):
    t = words("en")
    drawn = gallery.draw("spectrum", "ends", audience, t)
    assert all(t(f"spectrum.{way}") in drawn for way in ("stand", "seated", "watch"))
    assert "Læg din kop" in gallery.draw("spectrum", "seated", audience, t)


def test_the_questions_come_one_at_a_time_and_the_line_first():
    first, then = (gallery.draw("spectrum", name, "projector", words("da")) for name in ("prompts", "first_prompt"))
    assert "Hvad er godt ved dit sted?" not in first
    assert "Hvad er godt ved dit sted?" in then and "flytter dig lidt" not in then


def test_a_line_in_the_room_leaves_nothing_behind():
    assert Given("spectrum", lines=["Hvad er godt ved dit sted?"]).in_the_notes() == []
