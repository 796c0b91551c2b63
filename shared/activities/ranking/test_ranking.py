"""Ranking: an order of one's own that stays on the phone, or the group's in three words."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared import gallery
from shared.activity import Audience, Refused, Theme
from shared.words import words
from tests.given import Given

OPTIONS = ["Ro", "Mod", "Søvn", "Sang"]


def ranking(*orders, **settings):
    step = Given("ranking", **{"options": OPTIONS, "private": False, **settings})
    for n, order in enumerate(orders):
        step.happened(f"person-{n}", *step.when(f"person-{n}", "rank", order=list(order)))
    return step


def groups(step, audience: Audience = "projector"):
    seen = step.seen_by(audience)["groups"]
    return seen and {group["kind"]: group["names"] for group in seen}


FOUR = [(0, 1, 2), (0, 2, 1), (0, 1, 3), (0, 2, 3)]


def test_for_oneself_is_what_it_is_unless_the_plan_says_otherwise_and_nothing_can_be_sent():
    step = Given("ranking", options=OPTIONS)
    with pytest.raises(Refused, match="nothing_to_do"):
        step.when("anna", "rank", order=[0, 1, 2])
    assert not step.kind.collects(step.state)
    assert step.standing(answering=False).when_revealed() == [] == step.in_the_notes()


def test_as_many_are_put_in_order_as_one_likes():
    assert ranking((2, 0)).seen_by("participant", "person-0")["mine"] == [2, 0]
    assert ranking(("1", "-1", "3")).seen_by("participant", "person-0")["mine"] == [1, 3]


@pytest.mark.parametrize(
    "order, key",
    [
        ([], "nothing_chosen"),
        ([-1, -1, -1], "nothing_chosen"),
        ([0, 0], "ranked_twice"),
        ([0, 1, 2, 3], "options_changed"),
        ([4], "options_changed"),
    ],
)
def test_what_does_not_fit_is_refused_kindly(order, key):
    with pytest.raises(Refused, match=key):
        ranking().when("anna", "rank", order=order)


def test_the_groups_order_is_told_in_three_words_and_what_is_even_stands_together():
    step = ranking(*FOUR)
    assert groups(step) is None
    assert groups(step.all_shown()) == {"often": ["Ro"], "between": ["Mod", "Søvn"], "seldom": ["Sang"]}
    tie = ranking((0, 1), (1, 0), (0, 1), (1, 0)).all_shown()
    assert groups(tie) == {"often": ["Ro", "Mod"], "seldom": ["Søvn", "Sang"]}


def test_nobodys_order_is_on_any_other_screen():
    step = ranking(*FOUR).all_shown()
    for audience in ("projector", "facilitator"):
        assert "mine" not in step.seen_by(audience) and "[3, 2, 1" not in str(step.seen_by(audience))
    assert step.seen_by("participant", "a stranger")["mine"] == []


@pytest.mark.parametrize("release", ["together", "review", "live"])
def test_nothing_is_counted_before_it_is_closed(release):
    assert ranking(*FOUR * 3).standing(release=release).then_by_itself() == []


def test_fewer_than_four_are_never_counted():
    step = ranking(*FOUR[:3]).standing(answering=False, few=True)
    assert step.then_by_itself() == []
    with pytest.raises(Refused, match="few_answers"):
        step.when_revealed()


@given(orders=some.lists(some.permutations(range(4)).map(lambda order: order[:3]), min_size=4, max_size=10))
def test_something_always_stands_closest_to_the_top_and_every_option_stands_once(orders):
    seen = groups(ranking(*orders).all_shown())
    assert seen and seen["often"]
    assert sorted(name for names in seen.values() for name in names) == sorted(OPTIONS)


def test_the_themes_of_a_wall_can_be_put_in_order():
    step = ranking(options=[], options_from="wall").standing(offered=[Theme("a", "Ro"), Theme("b", "Mod")])
    step.happened("", *step.then_by_itself())
    assert step.seen_by("participant", "x")["options"] == ["Ro", "Mod"]
    assert step.seen_by("participant", "x")["top"] == 2


def test_the_notes_hold_what_stood_closest_to_the_top():
    assert ranking(*FOUR).in_the_notes() == []
    assert ranking(*FOUR).all_shown().in_the_notes() == ["Ro"]


def drawn(name, audience: Audience = "projector"):
    return gallery.draw("ranking", name, audience, words("en"))


def test_for_oneself_there_is_no_field_that_could_be_sent():
    phone = drawn("empty", "participant")
    assert "<select" not in phone and 'name="order' not in phone and 'value="rank"' not in phone
    assert words("en")("private.paper") in phone


def test_together_there_is_one_select_for_each_place():
    assert drawn("together", "participant").count("<select") == 3


def test_a_phone_that_has_passed_and_one_that_has_sent_look_alike():
    looks = {drawn(name, "participant").partition('<div class="stack">')[0] for name in ("mine_is_sent", "passed")}
    assert len(looks) == 1
