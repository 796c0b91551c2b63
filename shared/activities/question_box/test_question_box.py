"""Question box: questions without names, read first, answered or parked, and never voted up."""

from typing import get_args

import pytest

from shared import gallery, screen
from shared import meeting as core
from shared.activity import LEAD, Refused, Release
from shared.plan import Plan, Step
from shared.words import words
from tests.given import Given, wrote
from tests.test_meeting import Story

FOUR = wrote("Hvem ser det?", "Er der kaffe?", "Må jeg gå?", "Hvad nu?")


def closed():
    box = Given("question_box", *FOUR).standing(answering=False, release="review")
    box.happened("", *box.then_by_itself())
    return box


def id_of(box, text):
    return next(
        n["id"] for place in ("gathered", "shown") for n in box.seen_by("facilitator")[place] if n["text"] == text
    )


def sort(box, text, to):
    box.happened("lead", *box.when("lead", "sort", id=id_of(box, text), to=to))
    return box


def box_story(release: Release = "live"):
    step = Step("box", "question_box", "Spørgsmål", minutes=9, release=release, settings={"prompt": "Spørg"})
    return Story(Plan(id="T", lang="da", domain="hope", title="En prøve", steps=[step])).go("box")


def test_whatever_a_plan_says_questions_are_read_before_they_are_shown():
    story = box_story().everyone_writes(step="box")
    story.lead("box", type="close")
    assert story.sees("projector")["seen"]["shown"] == []
    assert story.meeting.stands["box"].release == "review"
    with pytest.raises(Refused, match="always_read_first"):
        story.do(LEAD, "box", type="switch", release="live")


def test_the_phone_says_that_it_is_read_first():
    for release in get_args(Release):
        view = core.view(box_story(release).meeting, "participant", "en", lambda _: "anna")
        assert words("en")("writing.how.review") in screen.activity_screen(view, "participant", words("en"), "#")


def test_an_answered_question_leaves_the_screen_and_can_be_opened_again():
    box = closed()
    box.happened("lead", *box.when_revealed())
    id = id_of(box, "Er der kaffe?")
    sort(box, "Er der kaffe?", "answered")
    assert "Er der kaffe?" not in {n["text"] for n in box.seen_by("projector")["shown"]}
    assert [n["text"] for n in box.seen_by("facilitator")["answered"]] == ["Er der kaffe?"]
    box.happened("lead", *box.when("lead", "sort", id=id, to="open"))
    assert "Er der kaffe?" in {n["text"] for n in box.seen_by("projector")["shown"]}


def test_only_the_one_who_asked_is_told_what_became_of_it():
    box = sort(closed(), "Hvem ser det?", "parked")
    assert box.seen_by("participant", "person-0")["mine"][0]["outcome"] == "parked"
    assert "parked" not in str(box.seen_by("participant", "person-1")) + str(box.seen_by("projector"))


def test_parked_questions_may_go_on_to_a_later_meeting_unless_they_were_hidden_or_taken_back():
    box = sort(sort(closed(), "Hvem ser det?", "parked"), "Må jeg gå?", "parked")
    assert sorted(box.kind.carries(box.state)) == ["Hvem ser det?", "Må jeg gå?"]
    hidden = next(n.id for n in box.state.pile.notes.values() if n.text == "Må jeg gå?")
    box.happened("lead", *box.when("lead", "hide", id=hidden))
    assert box.kind.carries(box.state) == ["Hvem ser det?"]


def test_nobody_votes_and_nobody_but_whoever_leads_sorts():
    box = closed()
    with pytest.raises(Refused, match="not_yours"):
        box.when("anna", "sort", id=id_of(box, "Hvad nu?"), to="answered")
    with pytest.raises(Refused, match="note_gone"):
        box.when("lead", "sort", id="nobody", to="answered")


def test_a_question_that_is_open_has_its_buttons_beside_it():
    drawn = gallery.draw("question_box", "answered_and_parked", "facilitator", words("en"))
    for to in ("answered", "parked", "open"):
        assert words("en")(f"inbox.sort.{to}") in drawn


def test_the_notes_hold_only_what_the_room_has_seen():
    assert closed().in_the_notes() == []
    assert closed().all_shown().in_the_notes() != []
