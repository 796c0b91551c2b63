"""Field: things laid between two pairs of words, in coarse places, each thing counted by itself."""

import pytest

from shared import gallery
from shared.activity import Audience, Refused
from shared.words import words
from tests.given import Given

ENDS = {"x_low": "Svært", "x_high": "Muligt", "y_low": "Mindre vigtigt", "y_high": "Vigtigt"}


def laid(*people):
    """A step of two things where each of these has laid them: ((x, y), (x, y)), None skips one."""
    step = Given("field", items=["Gå ud", "Ringe"], **ENDS)
    for n, places in enumerate(people):
        named = {f"{way}{at}": place[i] for at, place in enumerate(places, 1) if place for i, way in enumerate("xy")}
        step.happened(f"person-{n}", *step.when(f"person-{n}", "lay", **named))
    return step


def cells(step, audience="projector"):
    return [row["cells"] for row in step.seen_by(audience)["rows"]]


HIGH, LOW, MIDDLE = (2, 2), (0, 0), (1, 1)


def test_a_thing_lies_where_both_directions_meet_and_can_be_skipped():
    rows = laid((HIGH, None)).seen_by("participant", "person-0")["rows"]
    assert [(row["x"], row["y"]) for row in rows] == [(2, 2), (-1, -1)]


def test_one_direction_alone_is_no_place():
    with pytest.raises(Refused, match="nothing_chosen"):
        laid().when("anna", "lay", x1=2, y2=1)


def test_a_thing_can_be_moved_until_answering_is_closed_and_only_its_owner_sees_where_it_lies():
    step = laid((HIGH, LOW))
    step.happened("person-0", *step.when("person-0", "lay", x1="0", y1="0"))
    assert step.seen_by("participant", "person-0")["mine"] == [0, -1]
    assert step.seen_by("participant", "a stranger")["mine"] == []
    with pytest.raises(Refused, match="step_closed"):
        step.standing(answering=False).when("person-0", "lay", x1=0, y1=0)


def test_each_thing_needs_four_people_of_its_own():
    step = laid((HIGH, LOW), (HIGH, LOW), (HIGH, LOW), (MIDDLE, None)).all_shown()
    assert cells(step) == [[0, 0, 0, 0, 2, 0, 0, 0, 3], None]


def test_nothing_is_counted_before_answering_is_closed_however_it_is_let_out():
    step = laid(*[(HIGH, LOW)] * 12)
    for release in ("together", "review", "live"):
        assert step.standing(release=release).then_by_itself() == []


def test_the_notes_say_in_words_where_more_than_a_few_laid_a_thing():
    step = laid((HIGH, None), (HIGH, None), (HIGH, None), (MIDDLE, None))
    assert step.kind.notes(step.state) == []
    assert [(s.title, s.counts) for s in step.all_shown().kind.notes(step.state)] == [
        ("Gå ud", [("Muligt, Vigtigt", 3)])
    ]


def drawn(name, audience: Audience = "projector"):
    return gallery.draw("field", name, audience, words("en"))


def test_the_field_also_stands_in_words_on_every_screen_that_shows_it():
    for audience in gallery.AUDIENCES[:2]:
        assert "Muligt lige nu, Vigtigt for mig" in drawn("disclosed", audience)
    assert ">0<" not in drawn("disclosed") and "0 of us" not in drawn("disclosed")


def test_the_phone_asks_in_plain_choices_for_each_direction_with_a_way_past():
    phone = drawn("empty", "participant")
    assert phone.count('name="y1"') == 3 and phone.count('name="x1"') == 4 and phone.count('value="-1"') == 3


def test_a_phone_that_has_passed_and_one_that_has_sent_look_alike():
    looks = {drawn(name, "participant").partition('<div class="stack">')[0] for name in ("mine_is_sent", "passed")}
    assert len(looks) == 1
