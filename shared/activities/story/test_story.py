"""Story: everybody knows what it is about before it begins, and nobody is left with it when it ends."""

import pytest

from shared import gallery
from shared.activity import Refused
from shared.words import words
from tests.given import Given


@pytest.mark.parametrize("who", ["anna", "lead"])
def test_there_is_nothing_to_send(who):
    with pytest.raises(Refused, match="nothing_to_do"):
        Given("story").when(who, "nothing")


@pytest.mark.parametrize("audience", ["projector", "participant"])
def test_what_it_is_about_comes_first_with_leave_to_go(audience):
    t = words("da")
    drawn = gallery.draw("story", "note", audience, t)
    assert "lang sygemelding" in drawn and t("story.step_out") in drawn
    assert t("away.put") not in drawn, "the note is to be read"


def test_a_story_without_a_note_of_its_own_is_still_announced():
    assert words("nb")("story.note.default") in gallery.draw("story", "empty", "participant", words("nb"))


def test_while_someone_tells_the_phones_rest():
    assert words("da")("away.put") in gallery.draw("story", "listening", "participant", words("da"))
    assert words("da")("away.put") not in gallery.draw("story", "listening_look", "participant", words("da"))


def test_a_thank_you_is_offered_and_may_be_left_out():
    t = words("en")
    assert t("story.thanks") in gallery.draw("story", "after", "projector", t)
    assert t("story.thanks") not in gallery.draw("story", "after_own_words", "projector", t)


def test_a_story_leaves_nothing_behind():
    assert Given("story", content_note="Om at være alene.").in_the_notes() == []
