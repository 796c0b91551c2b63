"""Points: a hundred to lay where they matter, and a sum in three words once it is closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared import gallery
from shared.activity import Audience, Refused, Theme
from shared.words import words
from tests.given import Given

OPTIONS = ["Ro", "Mod", "Søvn"]


def spreading(*given_, **settings):
    step = Given("points", **{"options": OPTIONS, **settings})
    for n, points in enumerate(given_):
        step.happened(f"person-{n}", *step.when(f"person-{n}", "spread", points=list(points)))
    return step


def levels(step, audience: Audience = "projector"):
    return [(row["name"], row["level"]) for row in step.seen_by(audience)["rows"]]


FOUR = [(100, 0, 0), (60, 40, 0), (80, 10, 0), (50, 50, 0)]


def test_points_may_be_laid_together_spread_or_kept():
    assert spreading().when("anna", "spread", points=[100, 0, 0])
    assert spreading().when("anna", "spread", points=["20", "10", "0"])
    assert spreading(step=10).when("anna", "spread", points=[7, 0, 0]), "where no button gives them, any number will do"


@pytest.mark.parametrize(
    "points, key",
    [([60, 50, 0], "too_many_points"), ([0, 0, 0], "no_points_given"), ([100, 0], "options_changed")],
)
def test_what_does_not_fit_is_refused_kindly(points, key):
    with pytest.raises(Refused, match=key):
        spreading().when("anna", "spread", points=points)


def test_a_plan_may_ask_for_all_points_to_be_given_away():
    with pytest.raises(Refused, match="points_left"):
        spreading(spend_all=True).when("anna", "spread", points=[90, 0, 0])
    assert spreading(spend_all=True).when("anna", "spread", points=[90, 0, 10])


def test_only_the_one_who_gave_them_sees_the_figures():
    step = spreading(*FOUR).all_shown()
    assert step.seen_by("participant", "person-1")["mine"] == [60, 40, 0]
    for audience in ("projector", "facilitator"):
        assert "290" not in str(step.seen_by(audience)) and "100" not in str(step.seen_by(audience)["rows"])


def test_the_sum_is_told_in_three_steps_and_nothing_is_said_of_what_got_nothing():
    step = spreading(*FOUR)
    assert levels(step) == [("Ro", None), ("Mod", None), ("Søvn", None)]
    assert levels(step.all_shown()) == [("Ro", 3), ("Mod", 2), ("Søvn", 0)]


def test_those_that_are_even_stand_as_the_plan_has_them():
    step = spreading((0, 50, 50), (0, 50, 50), (0, 40, 60), (0, 60, 40)).all_shown()
    assert levels(step) == [("Mod", 3), ("Søvn", 3), ("Ro", 0)]


@pytest.mark.parametrize("release", ["together", "review", "live"])
def test_nothing_is_counted_before_it_is_closed(release):
    assert spreading(*FOUR * 3).standing(release=release).then_by_itself() == []


def test_fewer_than_four_are_never_counted():
    step = spreading(*FOUR[:3]).standing(answering=False, few=True)
    assert step.then_by_itself() == []
    with pytest.raises(Refused, match="few_answers"):
        step.when_revealed()


@given(ballots=some.lists(some.tuples(*[some.integers(0, 33)] * 3).filter(any), min_size=4, max_size=12))
def test_more_points_never_come_to_a_lesser_word(ballots):
    step = spreading(*ballots).all_shown()
    sums = dict(zip(OPTIONS, map(sum, zip(*ballots, strict=True)), strict=True))
    shown = dict(levels(step))
    for one in OPTIONS:
        assert (shown[one] == 0) == (sums[one] == 0)
        assert all(shown[one] >= shown[other] for other in OPTIONS if sums[one] >= sums[other])


def test_the_themes_of_a_wall_can_be_given_points():
    step = spreading(options=[], options_from="wall").standing(offered=[Theme("a", "Ro"), Theme("b", "Mod")])
    step.happened("", *step.then_by_itself())
    assert step.seen_by("participant", "x")["options"] == ["Ro", "Mod"]


def test_the_notes_hold_what_was_given_much_and_no_figures():
    step = spreading(*FOUR)
    assert step.in_the_notes() == []
    assert step.all_shown().in_the_notes() == ["Ro"]


def drawn(name, audience: Audience = "projector"):
    return gallery.draw("points", name, audience, words("en"))


def test_the_screen_has_bars_with_words_and_no_figures():
    picture = drawn("disclosed")
    assert "much" in picture and "a little" in picture and "330" not in picture and ">0" not in picture


def test_without_javascript_every_option_has_a_field_for_a_number():
    assert drawn("empty", "participant").count('type="number"') == 5


def test_a_phone_that_has_passed_and_one_that_has_sent_look_alike():
    looks = {drawn(name, "participant").partition('<div class="stack">')[0] for name in ("mine_is_sent", "passed")}
    assert len(looks) == 1
