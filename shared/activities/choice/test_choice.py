"""Choice: one or several options, counted when it is closed, and nobody stands alone on a screen."""

import pytest

from shared import gallery
from shared.activity import Audience, Refused, Theme
from shared.words import words
from tests.given import Given

OPTIONS = ["Ro", "Mod", "Søvn"]


def choosing(*chosen, **settings):
    """A step where each of these has been chosen by somebody."""
    step = Given("choice", **{"options": OPTIONS, **settings})
    for n, places in enumerate(chosen):
        step.happened(f"person-{n}", *step.when(f"person-{n}", "choose", chosen=list(places)))
    return step


def people(step, audience: Audience = "projector"):
    return [(choice["name"] or choice["kind"], choice["people"]) for choice in step.seen_by(audience)["choices"]]


def test_one_option_may_be_chosen_and_another_instead():
    step = choosing([1])
    assert step.seen_by("participant", "person-0")["mine"] == [1]
    step.happened("person-0", *step.when("person-0", "choose", chosen=["2"]))
    assert step.seen_by("participant", "person-0")["mine"] == [2]


def test_several_may_be_chosen_where_the_plan_says_so():
    assert choosing([0, 2], most=2).seen_by("participant", "person-0")["mine"] == [0, 2]


@pytest.mark.parametrize("chosen, key", [([], "nothing_chosen"), ([0, 1], "too_many_chosen"), ([3], "options_changed")])
def test_what_does_not_fit_is_refused_kindly(chosen, key):
    with pytest.raises(Refused, match=key):
        choosing().when("anna", "choose", chosen=chosen)


def test_something_else_and_not_knowing_are_options_like_any_other():
    step = choosing([3], [4], [4], [4], other=True, unsure=True).all_shown()
    assert people(step) == [("Ro", 0), ("Mod", 0), ("Søvn", 0), ("other", 2), ("unsure", 3)]


def test_nothing_is_counted_while_people_choose_however_it_is_let_out():
    step = choosing(*[[n % 3] for n in range(12)])
    for release in ("together", "review", "live"):
        assert step.standing(release=release).then_by_itself() == []
    with pytest.raises(Refused, match="step_closed"):
        step.standing(answering=False).when("anna", "choose", chosen=[0])


def test_one_and_two_look_the_same():
    shown = choosing([0], [0], [0], [0], [1], [2], [2]).all_shown()
    assert people(shown) == [("Ro", 4), ("Mod", 2), ("Søvn", 2)]


def test_fewer_than_four_are_never_counted():
    step = choosing([0], [0], [1]).standing(answering=False, few=True)
    assert step.then_by_itself() == []


def test_the_order_may_be_shuffled_and_is_then_the_same_for_all_and_stays():
    step = choosing(shuffled=True, unsure=True, options=[*OPTIONS, "Sang", "Hav"])
    step.happened("", *step.then_by_itself())
    order = tuple(c["n"] for c in step.seen_by("projector")["choices"])
    assert order == tuple(c["n"] for c in step.seen_by("participant", "x")["choices"])
    assert order[-1] == 5 and order != tuple(range(6)) and sorted(order) == list(range(6))
    assert step.then_by_itself() == []


def test_the_themes_of_a_wall_can_be_chosen_between():
    step = choosing(options=[], options_from="wall").standing(offered=[Theme("a", "Ro"), Theme("b", "Mod")])
    step.happened("", *step.then_by_itself())
    assert [c["name"] for c in step.seen_by("participant", "x")["choices"]] == ["Ro", "Mod"]


def test_without_options_there_is_nothing_to_choose_yet():
    with pytest.raises(Refused, match="no_options_yet"):
        choosing(options=[], options_from="wall").when("anna", "choose", chosen=[0])


def test_the_notes_hold_what_more_than_a_few_chose_and_no_figures():
    step = choosing([0], [0], [0], [1], unsure=True)
    assert step.in_the_notes() == []
    assert step.all_shown().in_the_notes() == ["Ro"]


def drawn(name, audience: Audience = "projector"):
    return gallery.draw("choice", name, audience, words("en"))


def test_a_bar_has_words_beside_it_and_an_option_nobody_chose_stands_without_a_nought():
    picture = drawn("disclosed")
    assert picture.count("<progress") == 4
    assert "4 of us" in picture and "a few" in picture and ">0" not in picture and "1 of" not in picture


def test_one_choice_is_made_with_round_buttons_and_several_with_ticks():
    assert drawn("empty", "participant").count('type="radio"') == 5
    assert drawn("several", "participant").count('type="checkbox"') == 6


def test_a_phone_that_has_passed_and_one_that_has_sent_look_alike():
    looks = {drawn(name, "participant").partition('<div class="stack">')[0] for name in ("mine_is_sent", "passed")}
    assert len(looks) == 1
