"""Pulse: a quick answer, counted when it is closed, and asked once more when the group has talked."""

import pytest

from shared import gallery
from shared.activity import Audience, Refused
from shared.words import words
from tests.given import Given

YES, MAYBE, NO = 0, 1, 2


def asked(*answers, **settings):
    step = Given("pulse", **settings)
    answer(step, *answers)
    return step


def answer(step, *answers):
    step.standing(answering=True)
    for n, each in enumerate(answers):
        step.happened(f"person-{n}", *step.when(f"person-{n}", "choose", answer=each))


def ask_again(step, **how):
    step.happened("lead", *step.when("lead", "ask_again", round=step.state.round, **how))


def people(step, audience: Audience = "projector"):
    return [row["people"] for row in step.seen_by(audience)["answers"]]


@pytest.mark.parametrize(
    "name, kinds",
    [
        ("yes_no_maybe", ["yes", "maybe", "no"]),
        ("more_same_less", ["more", "same", "less"]),
        ("abcd", ["a", "b", "c", "d"]),
    ],
)
def test_a_plan_chooses_between_three_sets_of_answers(name, kinds):
    assert [row["kind"] for row in asked(set=name).seen_by("participant", "x")["answers"]] == kinds


def test_what_does_not_fit_is_refused_kindly():
    with pytest.raises(Refused, match="options_changed"):
        asked().when("anna", "choose", answer=3)
    with pytest.raises(Refused, match="step_closed"):
        asked().standing(answering=False).when("anna", "choose", answer=YES)


def test_an_answer_may_be_changed_until_it_is_closed():
    step = asked(YES)
    answer(step, NO)
    assert step.seen_by("participant", "person-0")["chosen"] == NO


def test_nothing_is_counted_while_people_answer_however_it_is_let_out():
    step = asked(*[YES, NO] * 6)
    for release in ("together", "review", "live"):
        assert step.standing(release=release).then_by_itself() == []


def test_it_is_shown_when_four_have_answered_and_one_and_two_look_the_same():
    step = asked(YES, YES, YES, NO).standing(answering=False)
    step.happened("", *step.then_by_itself())
    assert people(step) == [0, 0, 0] and people(step, "facilitator") == [3, 0, 2]
    step.happened("lead", *step.when_revealed())
    assert people(step) == [3, 0, 2]
    with pytest.raises(Refused, match="few_answers"):
        asked(YES, YES, NO).standing(answering=False).when_revealed()


def test_asked_again_everyone_answers_anew_and_the_room_sees_both():
    step = asked(YES, YES, YES, NO, NO, NO).all_shown()
    ask_again(step)
    assert step.seen_by("participant", "person-0")["chosen"] is None
    assert people(step) == [0, 0, 0]
    answer(step, YES, YES, YES, YES, YES, NO)
    assert step.standing(answering=False).seen_by("projector")["sums"] is None
    step.all_shown()
    assert people(step) == [5, 0, 2]
    assert [row["before"] for row in step.seen_by("projector")["answers"]] == [3, 0, 3]


def test_started_afresh_the_room_sees_only_the_new():
    step = asked(YES, YES, YES, NO, NO, NO).all_shown()
    ask_again(step, keep=False)
    answer(step, NO, NO, NO, NO)
    assert [row["before"] for row in step.all_shown().seen_by("projector")["answers"]] == [0, 0, 0]


def test_a_second_round_needs_its_own_four():
    step = asked(YES, YES, YES, NO, NO, NO).all_shown()
    ask_again(step)
    answer(step, YES, NO, NO)
    with pytest.raises(Refused, match="few_answers"):
        step.standing(answering=False).when_revealed()


def test_pressing_twice_asks_once_and_only_whoever_leads_asks():
    step = asked()
    ask_again(step)
    with pytest.raises(Refused, match="already_moved"):
        step.when("lead", "ask_again", round=0)
    with pytest.raises(Refused, match="not_yours"):
        step.when("anna", "ask_again", round=1)


def test_whoever_has_answered_before_is_not_done_when_it_is_asked_again():
    step = asked(YES, NO)
    assert step.kind.voices(step.state) == {"person-0", "person-1"}
    ask_again(step)
    assert step.kind.voices(step.state) == set()


def test_how_a_pulse_fell_stays_in_the_room():
    assert asked(YES, YES, NO, NO).all_shown().in_the_notes() == []


def drawn(name, audience: Audience = "projector"):
    return gallery.draw("pulse", name, audience, words("en"))


def test_the_round_before_stands_in_words_beside_the_new_one():
    assert "before: 4 of us" in drawn("second_round") and "before: a few" in drawn("second_round")
    assert "before" not in drawn("started_afresh") and "before" not in drawn("asked_again")


def test_whoever_leads_can_ask_again_once_it_is_counted():
    assert "ask_again" in drawn("counted", "facilitator") and "ask_again" not in drawn("empty", "facilitator")


def test_a_phone_that_has_passed_and_one_that_has_sent_look_alike():
    looks = {drawn(name, "participant").partition('<div class="stack">')[0] for name in ("mine_is_sent", "passed")}
    assert len(looks) == 1
