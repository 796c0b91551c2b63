"""Evaluation: nothing before the close, then all at once, and nobody's two answers beside each other."""

import pytest

from shared import gallery
from shared.activity import Audience, Refused
from shared.words import words
from tests.given import Given

ASKED = ["Hvad var godt?", "Hvad kunne være anderledes?"]
PARTS = ["Runden", "Pausen", "Sedlerne"]


def answered(*people):
    """A step that each of these has answered: (first, second, marks)."""
    step = Given("evaluation", prompts=ASKED, parts=PARTS)
    for n, (first, second, marks) in enumerate(people):
        says(step, f"person-{n}", first, second, marks)
    return step


def says(step, who, first="", second="", marks=()):
    step.happened(who, *step.when(who, "evaluate", first=first, second=second, marks=list(marks)))


def closed(step):
    step.standing(answering=False, few=True)
    step.happened("", *step.then_by_itself())
    return step


def gathered(step):
    return [sorted(note["text"] for note in each["gathered"]) for each in step.seen_by("facilitator")["asked"]]


FOUR = [("Ro", "Luft", [0]), ("Tid", "", [0, 1]), ("Kaffe", "", [0]), ("Jer", "Mere", [])]


def test_everything_may_be_left_out_but_not_all_of_it():
    assert answered(("", "Luft", [])).seen_by("participant", "person-0")["asked"][1]["text"] == "Luft"
    with pytest.raises(Refused, match="nothing_chosen"):
        answered(("", "  ", []))


def test_what_is_emptied_and_sent_again_is_taken_back():
    step = answered(("Ro", "Luft", [0, 2]))
    assert step.when("person-0", "evaluate", second="Luft") == [
        {"type": "withdrawn", "key": "first"},
        {"type": "added", "key": "second", "text": "Luft", "promised": "together", "reworded": False},
        {"type": "withdrawn", "key": "ballot"},
    ]
    says(step, "person-0", second="Luft")
    seen = step.seen_by("participant", "person-0")
    assert [each["text"] for each in seen["asked"]] == ["", "Luft"] and seen["marked"] == []


@pytest.mark.parametrize("release", ["together", "review", "live"])
def test_nobody_sees_anything_before_the_close_however_the_step_is_let_out(release):
    step = answered(*FOUR, *FOUR).standing(release=release)
    assert step.then_by_itself() == []
    assert gathered(step) == [[], []] and step.seen_by("projector")["pictures"] == []


def test_each_question_needs_four_people_of_its_own_however_few_are_here():
    step = closed(answered(*FOUR))
    assert gathered(step) == [["Jer", "Kaffe", "Ro", "Tid"], []]
    assert gathered(closed(answered(*FOUR[:3]))) == [[], []]
    with pytest.raises(Refused, match="few_answers"):
        closed(answered(*FOUR[:3])).when_revealed()


def test_after_the_batch_answers_come_only_three_people_at_a_time():
    step = closed(answered(*FOUR)).standing()
    for n in range(2):
        says(step, f"late-{n}", "Sent")
    assert gathered(closed(step))[0].count("Sent") == 0
    says(step.standing(), "late-2", "Sent")
    assert gathered(closed(step))[0].count("Sent") == 3


def test_nothing_ties_two_answers_of_one_person():
    step = closed(answered(*[(f"a{n}", f"b{n}", [0]) for n in range(5)]))
    lead = step.seen_by("facilitator")
    first, second = ([note["id"] for note in each["gathered"]] for each in lead["asked"])
    assert not set(first) & set(second)
    order = [[note["text"][1] for note in each["gathered"]] for each in lead["asked"]]
    assert order[0] != order[1]


def test_marks_are_counted_only_by_those_who_marked_and_one_looks_like_two():
    step = closed(answered(*FOUR, ("", "", [1, 2])))
    assert [part["people"] for part in step.seen_by("facilitator")["parts"]] == [3, 2, 2]
    assert all(part["people"] == 0 for part in step.seen_by("projector")["parts"])


def test_the_room_and_the_notes_have_only_what_was_shown():
    step = closed(answered(*FOUR))
    assert step.in_the_notes() == []
    hidden = step.seen_by("facilitator")["asked"][0]["gathered"][0]
    step.happened("lead", *step.when("lead", "hide", id=hidden["id"]))
    step.happened("lead", *step.when_revealed())
    assert sorted(step.in_the_notes()) == sorted({"Ro", "Tid", "Kaffe", "Jer"} - {hidden["text"]})


def drawn(name, audience: Audience = "projector"):
    return gallery.draw("evaluation", name, audience, words("en"))


def test_the_room_sees_one_question_at_a_time_and_the_parts_last():
    assert "Hvad var godt at have med?" in drawn("shown") and "Hvad kunne være anderledes?" not in drawn("shown")
    assert "What would you like to have again?" in drawn("shown_parts") and "At der var tid" not in drawn("shown_parts")


def test_a_phone_that_has_passed_and_one_that_has_sent_look_alike():
    looks = {drawn(name, "participant").partition('<div class="stack">')[0] for name in ("mine_is_sent", "passed")}
    assert len(looks) == 1


def test_whoever_leads_reads_nothing_while_people_answer_and_nothing_of_too_few():
    assert "At der var tid" not in drawn("answering_goes_on", "facilitator")
    assert "At der var tid" not in drawn("too_few", "facilitator")
    assert "Lidt mere luft" not in drawn("too_few_for_one_question", "facilitator")
