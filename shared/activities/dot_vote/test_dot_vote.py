"""Dot voting: a few dots each, a sum for everyone when it is time, and nobody's choice on any screen but their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared import gallery
from shared.activity import Audience, Refused, Theme
from shared.words import words
from tests.given import Given

OPTIONS = ["Ro", "Mod", "Søvn"]


def step(*ballots, **settings):
    facts = [(f"person-{n}", {"type": "voted", "dots": list(dots)}) for n, dots in enumerate(ballots)]
    return Given("dot_vote", *facts, **{"options": OPTIONS, **settings})


def closed(*ballots):
    """A vote that is closed and counted, and not shown yet."""
    vote = step(*ballots).standing(answering=False)
    vote.happened("", *vote.then_by_itself())
    return vote


FOUR = [(2, 1, 0), (0, 3, 0), (1, 1, 0), (1, 0, 0)]  # four people: 4, 5 and no dots


# --- choosing -----------------------------------------------------------------------------------------------------


def test_dots_may_be_spread_or_laid_together():
    assert step().when("anna", "cast", dots=[2, 1, 0]) and step().when("anna", "cast", dots=[0, 0, 3])


@pytest.mark.parametrize(
    "dots, key",
    [
        ([2, 2, 0], "too_many_dots"),
        ([0, 0, 0], "no_dots_placed"),
        ([1, 1], "options_changed"),
        ([1, 0, 0, 0], "options_changed"),
    ],
)
def test_what_does_not_fit_is_refused_kindly(dots, key):
    with pytest.raises(Refused, match=key):
        step().when("anna", "cast", dots=dots)


def test_a_plan_may_say_how_many_dots_one_option_takes():
    with pytest.raises(Refused, match="too_many_dots"):
        step(per_option=1).when("anna", "cast", dots=[2, 0, 0])
    assert step(per_option=1).seen_by("participant", "anna")["each"] == 1


def test_dots_may_be_moved_until_the_vote_is_closed():
    vote = step((3, 0, 0))
    vote.happened("person-0", *vote.when("person-0", "cast", dots=[0, 0, 3]))
    assert vote.seen_by("participant", "person-0")["mine"] == [0, 0, 3]
    with pytest.raises(Refused, match="step_closed"):
        vote.standing(answering=False).when("person-0", "cast", dots=[1, 0, 0])


def test_only_the_one_who_placed_them_sees_whose_dots_they_are():
    vote = step(*FOUR)
    assert vote.seen_by("participant", "person-1")["mine"] == [0, 3, 0]
    assert vote.seen_by("participant", "a stranger")["mine"] is None


def test_without_options_there_is_nothing_to_choose_yet():
    with pytest.raises(Refused, match="no_options_yet"):
        step(options=[], options_from="wall").when("anna", "cast", dots=[])


def test_the_themes_of_a_wall_become_the_options_as_long_as_nobody_has_voted():
    vote = step(options=[], options_from="wall").standing(offered=[Theme("a", "Ro"), Theme("b", "Mod")])
    vote.happened("", *vote.then_by_itself())
    assert vote.seen_by("projector")["options"] == ["Ro", "Mod"]
    vote.happened("anna", *vote.when("anna", "cast", dots=[1, 0]))
    vote.standing(offered=[Theme("c", "Noget andet")])
    vote.happened("", *vote.then_by_itself())
    assert vote.seen_by("projector")["options"] == ["Ro", "Mod"]


# --- the sum ------------------------------------------------------------------------------------------------------


def test_the_room_sees_no_number_and_the_plans_order_before_the_sum_is_shown():
    for vote in (step(*FOUR), closed(*FOUR)):
        rows = vote.seen_by("projector")["rows"]
        assert [(row["name"], row["dots"]) for row in rows] == [("Ro", None), ("Mod", None), ("Søvn", None)]


def test_whoever_leads_sees_the_sum_first_and_then_the_room_does():
    vote = closed(*FOUR)
    assert vote.seen_by("facilitator")["counted"] == [4, 5, 0]
    vote.happened("lead", *vote.when_revealed())
    assert [(row["name"], row["dots"]) for row in vote.seen_by("projector")["rows"]] == [
        ("Mod", 5),
        ("Ro", 4),
        ("Søvn", 0),
    ]


def test_fewer_than_four_are_never_counted_whatever_the_room_agrees():
    vote = closed(*FOUR[:3]).standing(answering=False, few=True)
    assert vote.then_by_itself() == []
    assert vote.seen_by("facilitator")["counted"] is None
    with pytest.raises(Refused, match="few_answers"):
        vote.when_revealed()


def test_while_people_choose_the_sum_goes_in_steps_of_three_people_and_three_stay_behind():
    vote = step(*[(1, 0, 0), (0, 1, 0)] * 3).standing(release="live")
    assert vote.then_by_itself() == []
    vote.happened("person-6", {"type": "voted", "dots": [1, 0, 0]})
    counted = vote.then_by_itself()
    assert [event["type"] for event in counted] == ["counted", "disclosed"]
    assert sum(counted[0]["sums"]) == 4


def test_a_tie_has_no_single_winner():
    vote = closed((1, 1, 0), (1, 1, 0), (1, 1, 1), (0, 0, 1))
    vote.happened("lead", *vote.when_revealed())
    assert [row["name"] for row in vote.seen_by("projector")["rows"] if row["most"]] == ["Ro", "Mod"]


@given(ballots=some.lists(some.tuples(*[some.integers(0, 1)] * 3), max_size=12))
def test_what_is_shown_is_the_sum_of_what_was_given_and_nothing_less_than_four_people(ballots):
    cast = [ballot for ballot in ballots if any(ballot)]
    vote = closed(*cast)
    sums = vote.seen_by("facilitator")["counted"]
    if len(cast) < 4:
        assert sums is None
    else:
        assert sums == [sum(column) for column in zip(*cast, strict=True)]
        vote.happened("lead", *vote.when_revealed())
        rows = vote.seen_by("projector")["rows"]
        assert sorted(row["dots"] for row in rows) == sorted(sums)
        assert [row["dots"] for row in rows] == sorted(sums, reverse=True)


def test_a_plan_may_ask_for_every_dot_to_be_placed_as_far_as_they_fit():
    with pytest.raises(Refused, match="dots_left"):
        step(must_use_all=True).when("anna", "cast", dots=[2, 0, 0])
    assert step(must_use_all=True).when("anna", "cast", dots=[2, 0, 1])
    assert step(must_use_all=True, dots=10, per_option=1).when("anna", "cast", dots=[1, 1, 1])


def shown(*ballots, **settings):
    return step(*ballots, **settings).all_shown()


def names(vote, audience: Audience = "projector"):
    return [(row["name"], row["dots"]) for row in vote.seen_by(audience)["rows"]]


def test_a_plan_may_show_only_those_with_most_dots_and_leaves_none_of_the_even_ones_out():
    assert names(shown(*FOUR, show="top", top=1)) == [("Mod", 5)]
    tie = shown((1, 1, 0), (1, 1, 0), (1, 1, 1), (1, 1, 1), show="top", top=1)
    assert names(tie) == [("Ro", 4), ("Mod", 4)]
    assert names(shown(*FOUR, show="top", top=3)) == [("Mod", 5), ("Ro", 4)], "what has no dots is never at the top"
    assert len(names(step(*FOUR, show="top", top=1))) == 3, "before it is shown, everything stands there"
    assert len(names(tie, "facilitator")) == 3


def test_a_plan_may_hide_the_figures_and_the_order_is_told_in_words():
    vote = shown((3, 0, 0), (3, 0, 0), (2, 1, 0), (2, 1, 0), hide_counts=True)
    assert names(vote) == [("Ro", 3), ("Mod", 2), ("Søvn", 0)]
    assert vote.seen_by("projector")["sums"] == vote.seen_by("facilitator")["counted"] == [3, 2, 0]
    assert vote.in_the_notes() == ["Ro"] and all(not section.counts for section in vote.kind.notes(vote.state))
    picture = drawn("without_figures", "projector")
    assert "many dots" in picture and 'class="num"' not in picture


def test_the_notes_hold_no_nought():
    assert [section.counts for section in shown(*FOUR).kind.notes(shown(*FOUR).state)] == [[("Ro", 4), ("Mod", 5)]]


# --- the screens --------------------------------------------------------------------------------------------------


def drawn(name, audience, lang="en"):
    return gallery.draw("dot_vote", name, audience, words(lang))


def test_an_option_without_dots_stands_there_without_a_nought():
    picture = drawn("disclosed", "projector")
    assert "Mod til at ringe op" in picture
    assert ">0<" not in picture


def test_a_tie_is_outlined_twice():
    assert drawn("a_tie", "projector").count("vote most") == 2


def test_many_dots_become_a_bar_and_few_stay_dots():
    assert "<progress" in drawn("a_great_hall", "projector")
    assert "<progress" not in drawn("a_full_row", "projector")
    assert drawn("a_full_row", "projector").count('class="dot"') == 24 + 11 + 3 + 2 + 1


def test_the_dots_are_drawn_for_the_eye_and_said_in_words_for_the_ear():
    picture = drawn("disclosed", "projector")
    assert '8<span class="vh"> dots</span>' in picture
    assert picture.count('class="ds" aria-hidden="true"') == picture.count('class="num"') == 5


def test_without_javascript_every_option_has_a_field_for_a_number():
    phone = drawn("at_most_two_on_one", "participant")
    assert phone.count('type="number"') == 6
    assert 'max="2"' in phone


def test_a_phone_that_has_passed_and_one_that_has_sent_look_alike():
    looks = {drawn(name, "participant").partition('<div class="stack">')[0] for name in ("mine_is_sent", "passed")}
    assert len(looks) == 1


def test_without_themes_whoever_leads_is_sent_to_the_wall():
    assert 'href="sort/bright-spots"' in drawn("no_options_yet", "facilitator")


@pytest.mark.parametrize("release", ["together", "review", "live"])
def test_the_phone_says_truly_who_will_see_the_dots_and_when(release):
    said = words("en")(f"dot_vote.how.{release}")
    example = {"together": "empty", "review": "review", "live": "live"}[release]
    assert said in drawn(example, "participant")
