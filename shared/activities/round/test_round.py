"""Round: time for everybody, and four ways to take one's turn. The tool never says whose turn it is."""

import pytest

from shared import gallery
from shared.activities.round import minutes
from shared.activity import Refused
from shared.words import words
from tests.given import Given

KNOWN = [(6, 30, 4), (10, 30, 6), (15, 30, 9), (6, 60, 7), (10, 60, 11), (15, 60, 16)]


@pytest.mark.parametrize("people, seconds, expected", KNOWN)
def test_how_long_a_round_takes(people, seconds, expected):
    assert minutes(people, seconds) == expected


@pytest.mark.parametrize("type, fields", [("count_seats", {"people": 9}), ("choose_way", {"way": "short"})])
def test_only_the_one_who_leads_shapes_the_round(type, fields):
    with pytest.raises(Refused, match="not_yours"):
        Given("round").when("anna", type, **fields)


def test_those_without_a_phone_are_counted_when_it_is_said_how_many_sit_there():
    step = Given("round", seconds=60)
    assert step.seen_by("facilitator")["people"] is None
    step.happened("lead", *step.when("lead", "count_seats", people=11))
    assert step.seen_by("facilitator")["people"] == 11


def test_a_shorter_question_and_two_halves_both_take_less_time():
    takes = Given("round", seconds=60).seen_by("facilitator")["takes"]
    assert (takes["whole"][12], takes["halves"][12], takes["short"][12]) == (13, 7, 5)


def test_the_shorter_question_is_shown_once_it_is_chosen():
    step = Given("round", prompt="Hvad tager du med fra i dag?", short="Ét ord")
    step.happened("lead", *step.when("lead", "choose_way", way="short"))
    assert {step.seen_by(who)["question"] for who in ("projector", "participant", "facilitator")} == {"Ét ord"}
    step.happened("lead", *step.when("lead", "choose_way", way="whole"))
    assert step.seen_by("projector")["question"] == "Hvad tager du med fra i dag?"


@pytest.mark.parametrize("lang", ["da", "nb", "nn", "en"])
def test_whoever_leads_hears_of_three_ways_out_when_the_round_is_too_long(lang):
    t = words(lang)
    said = gallery.draw("round", "too_long", "facilitator", t)
    for key in ("round.lead.way.short", "round.lead.way.halves", "round.lead.write"):
        assert t(key) in said
    assert t("round.lead.over", n=10) in said
    assert t("round.lead.fits") in gallery.draw("round", "fits", "facilitator", t)


def test_the_time_for_a_turn_is_on_no_screen_but_that_of_whoever_leads():
    for name in gallery.examples("round"):
        for audience in ("projector", "participant"):
            assert "data-seconds" not in gallery.draw("round", name, audience, words("da")), name


@pytest.mark.parametrize("audience", ["projector", "participant"])
def test_passing_and_being_come_back_to_stand_beside_speaking(audience):
    t, drawn = words("nn"), gallery.draw("round", "empty", audience, words("nn"))
    assert all(f"<li>{t(f'round.way.{way}')}</li>" in drawn for way in ("little", "more", "pass", "later"))


def test_a_round_leaves_nothing_behind():
    assert Given("round", ("lead", {"type": "seated", "people": 8})).in_the_notes() == []
