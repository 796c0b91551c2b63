"""The plan can be changed while the meeting runs: asked on the spot, taken once more, moved, left out, timed."""

import pytest
from playwright.sync_api import expect

from shared import meeting as core
from shared.activity import Actor, Refused
from shared.plan import Plan, Step
from shared.words import words
from tests.browsers import Gathering
from tests.led_rooms import LedRoom
from tests.rooms import Room, small_plan
from tests.test_meeting import PEOPLE, Story


def asks(story, prompt="Hvad mangler vi?", activity="open_answers"):
    story.lead(type="ask", prompt=prompt, activity=activity)
    return story.meeting.now


def order(story):
    return [step.id for step in story.meeting.plan.steps]


def way(story):
    return [step.id for step in story.meeting.way()]


@pytest.fixture
def story():
    return Story().go("notes")


# --- something asked on the spot ---


@pytest.mark.parametrize("activity", ["open_answers", "wall", "info"])
def test_what_is_asked_on_the_spot_is_on_every_screen_at_once_and_stands_after_the_step_before(story, activity):
    asked = asks(story, activity=activity)
    assert order(story) == ["hello", "notes", asked, "gather", "dots"]
    for audience in ("projector", "facilitator", "participant"):
        seen = story.sees(audience, me="p1")
        assert (seen["step"].id, seen["activity"]) == (asked, activity)
        assert seen["seen"]["settings"].prompt == "Hvad mangler vi?"


def test_nobody_sees_an_answer_to_it_before_it_is_shown(story):
    asked = asks(story)
    assert story.sees("facilitator")["release"] == "together"
    story.everyone_writes(step=asked)
    assert story.sees("projector")["seen"]["shown"] == [] == story.sees("facilitator")["seen"]["gathered"]
    story.lead(asked, type="reveal")
    assert len(story.on_the_wall()) == 8


def test_one_undo_takes_it_off_every_screen_and_loses_nothing_that_was_answered(story):
    asked = asks(story)
    story.everyone_writes(step=asked)
    story.lead(type="undo")
    assert story.meeting.now == "notes"
    assert way(story) == order(Story())
    story.lead(type="skip", id=asked, on=False).go(asked)
    story.lead(asked, type="reveal")
    assert len(story.on_the_wall()) == 8


def test_in_the_lobby_it_comes_first():
    story = Story()
    asked = asks(story)
    assert order(story)[0] == asked


@pytest.mark.parametrize(
    ("prompt", "activity", "refused"),
    [
        ("  \n ", "wall", "text_empty"),
        ("x" * 121, "wall", "text_too_long"),
        ("Hvad nu?", "dot_vote", "not_on_the_spot"),
        ("Hvad nu?", "nothing_of_ours", "not_on_the_spot"),
    ],
)
def test_what_cannot_be_asked_is_refused(story, prompt, activity, refused):
    with pytest.raises(Refused, match=refused):
        asks(story, prompt, activity)


def test_a_plan_does_not_grow_without_end(story):
    for n in range(56):
        asks(story, f"Nummer {n}")
    with pytest.raises(Refused, match="too_many_steps"):
        asks(story)


def test_a_hole_where_it_was_asked_leaves_the_meeting_where_it_was(story):
    asks(story)
    story.facts = [core.Fact(f.seq, f.actor, f.step, None if f.seq == 2 else f.body, f.cause) for f in story.facts]
    assert story.meeting.now == "notes"


def test_it_stands_in_the_meetings_own_language_for_all(room):
    room.go("wall")
    room.lead("ask", prompt="Hvad mangler vi?", activity="open_answers")
    for lang in ("da", "en"):
        assert "Hvad mangler vi?" in room.phone(lang).page()
    assert room.meeting.plan_in("en").step(room.meeting.now).title == "Hvad mangler vi?"


def test_what_is_asked_is_sealed_on_disk_and_gone_with_the_meeting(tmp_path):
    room = Room(data=tmp_path)
    room.lead("ask", prompt="Hvad hvisker havet?", activity="info")
    room.house.log.settle()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert all(b"hvisker havet" not in file.read_bytes() for file in files)
    row = room.house.log.meeting(room.id)
    before = room.meeting
    assert core.fold(row.plans, room.house.log.read(room.id)) == before
    room.delete()
    assert not room.house.log.keyring.meetings()
    room.close()


def test_it_stands_in_the_notes_under_its_own_question():
    room = LedRoom()
    room.go("sedler")
    room.lead("ask", prompt="Hvad mangler vi?", activity="open_answers")
    step = room.meeting.now or ""
    room.write(step, "Mere tid", "En pause", "Kaffe", "Ro")
    room.lead("reveal", step)
    lead = room.leader()
    for format in ("md", "html", "csv", "json"):
        notes = lead.get(f"/lead/m/{room.id}/notes.{format}").text
        assert "Hvad mangler vi?" in notes and "Mere tid" in notes
    room.close()


# --- once more ---


def test_a_step_can_be_taken_once_more_with_notes_of_its_own(story):
    story.everyone_writes().lead("notes", type="reveal")
    story.lead(type="repeat", of="notes")
    again = way(story)[2]
    assert story.meeting.now == "notes", "it comes when the facilitator goes there"
    story.go(again).everyone_writes(PEOPLE[:4], step=again)
    assert story.on_the_wall() == set()
    story.lead(again, type="reveal")
    assert len(story.on_the_wall()) == 4
    story.go("notes")
    assert len(story.on_the_wall()) == 8


def test_each_round_has_its_number_in_every_language():
    plans = {lang: small_plan(lang) for lang in ("da", "en")}
    facts = [
        core.Fact(n, "lead", None, {"type": "step_repeated", "of": "gather", "id": f"g-{n}", "after": "gather"})
        for n in (1, 2)
    ]
    meeting = core.fold(plans, facts)
    for lang in plans:
        titles = [step.title for step in meeting.plan_in(lang).steps]
        assert "Saml (2)" in titles and "Saml (3)" in titles
    again = meeting.plan.step("g-1")
    assert again.home == "g-1" and again.settings["prompt"] == "Hvad giver dig håb?"


def test_a_round_of_a_round_counts_from_the_first(story):
    story.lead(type="repeat", of="notes")
    story.lead(type="repeat", of=way(story)[2])
    assert [s.title for s in story.meeting.plan.steps].count("Sedler (3)") == 1


def test_a_round_that_builds_on_another_step_comes_after_it():
    story = Story().go("hello")
    story.lead(type="repeat", of="dots")
    assert order(story)[1] == "notes" and story.meeting.plan.steps[2].title == "Prikker (2)"


# --- left out, and taken in again ---


def test_what_is_left_out_is_not_on_the_way_and_can_be_taken_in_again(story):
    story.lead(type="skip", id="gather", on=True)
    assert way(story) == ["hello", "notes", "dots"]
    with pytest.raises(Refused, match="step_left_out"):
        story.go("gather")
    story.lead(type="skip", id="gather", on=False).go("gather")
    assert story.meeting.now == "gather"


def test_what_builds_on_a_step_that_never_comes_is_left_out_with_it():
    story = Story().go("hello")
    story.lead(type="skip", id="notes", on=True)
    assert way(story) == ["hello"]
    story.lead(type="skip", id="dots", on=False)
    assert way(story) == ["hello", "notes", "dots"]


def test_the_step_on_screen_is_never_left_out(story):
    with pytest.raises(Refused, match="step_on_screen"):
        story.lead(type="skip", id="notes", on=True)


# --- in another order ---


def test_a_step_is_moved_and_one_undo_moves_it_back(story):
    story.lead(type="move_step", id="hello", after="gather")
    assert order(story) == ["notes", "gather", "hello", "dots"]
    story.lead(type="move_step", id="hello", after="")
    assert order(story) == order(Story())
    story.lead(type="undo")
    assert order(story) == ["notes", "gather", "hello", "dots"]


@pytest.mark.parametrize(("id", "after"), [("dots", "hello"), ("gather", ""), ("notes", "dots"), ("dots", "dots")])
def test_nothing_comes_before_what_it_builds_on(story, id, after):
    with pytest.raises(Refused, match="step_builds_on"):
        story.lead(type="move_step", id=id, after=after)


def test_a_vote_between_themes_still_has_them_when_it_has_been_moved(story):
    story.everyone_writes().lead("notes", type="reveal")
    for name in ("Ro", "Mod"):
        story.lead("notes", type="make_theme", name=name)
    story.lead(type="move_step", id="gather", after="dots").go("dots")
    for person in PEOPLE:
        story.do(person, "dots", type="cast", dots=[1, 1])
    assert len(story.meeting.stand("dots").state.tally.ballots) == 8


# --- more time, and less ---


def test_minutes_go_both_ways_and_never_below_one(story):
    story.lead("notes", type="more_time", minutes=5)
    story.lead("notes", type="more_time", minutes=-2)
    assert story.meeting.minutes("notes") == 13
    assert core.minutes_left(story.meeting, "notes", 1001) == 12
    for _ in range(6):
        story.lead("notes", type="more_time", minutes=-2)
    with pytest.raises(Refused, match="no_shorter"):
        story.lead("notes", type="more_time", minutes=-1)


def test_a_plan_whose_minutes_differ_by_length_runs_too():
    plan = Plan("T", "da", "hope", "T", [Step("a", "info", "A", {"60": 5}, settings={"prompt": "Hej"})])
    story = Story(plan).go("a")
    story.lead("a", type="more_time", minutes=-5)
    assert core.minutes_left(story.meeting, "a", 1000) is None


# --- on the control screen ---


@pytest.fixture
def led():
    room = LedRoom()
    room.phones(4)
    room.go("sedler")
    yield room
    room.close()


def press(room, lead, where="", **fields):
    return lead.post(f"/lead/m/{room.id}/do{where}", data={"step": "", "once": f"o{next(room.onces)}", **fields})


def test_asking_something_takes_one_field_and_one_press(led):
    lead = led.leader()
    answer = press(led, lead, type="ask", prompt="Hvad mangler vi?", activity="wall")
    assert answer.status_code == 303
    assert "Hvad mangler vi?" in led.picture()
    assert words("da")("planning.added") in lead.get(f"/lead/m/{led.id}/").text


def test_words_that_cannot_be_asked_stand_in_their_field_again(led):
    answer = press(led, led.leader(), type="ask", prompt="Lang " * 40, activity="wall")
    assert answer.status_code == 409
    assert 'id="ask" open' in answer.text and "Lang Lang" in answer.text


def test_next_leads_past_what_is_left_out_and_the_end_comes_sooner(led):
    lead, t = led.leader(), words("da")
    page = f"/lead/m/{led.id}/"
    assert t("control.number", n=2, of=6) in lead.get(page).text
    press(led, lead, "?plan=1", type="skip", id="samling", on="true")
    html = lead.get(page).text
    assert t("control.number", n=2, of=5) in html and "rail-samling" not in html
    assert "Prikker" in html[html.index('id="next"') :][:200]


def test_the_page_with_the_plan_comes_back_after_each_press_also_without_scripts(led):
    lead = led.leader()
    answer = press(led, lead, "?plan=1", type="move_step", id="svar", after="sedler")
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/m/{led.id}/plan")
    html = lead.get(f"/lead/m/{led.id}/plan").text
    assert html.index("plan-svar") < html.index("plan-samling")
    refused = press(led, lead, "?plan=1", type="move_step", id="samling", after="hello")
    assert refused.status_code == 409 and words("da")("refused.step_builds_on") in refused.text
    assert 'id="plan-samling"' in refused.text


def test_changed_minutes_stand_in_the_plan_and_in_the_time_the_meeting_ends(led):
    lead, t = led.leader(), words("da")
    assert t("control.ends", time=t.time(led.now + 30)) in lead.get(f"/lead/m/{led.id}/").text
    led.lead("more_time", "svar", minutes=5)
    assert t("control.ends", time=t.time(led.now + 35)) in lead.get(f"/lead/m/{led.id}/").text
    led.lead("more_time", "prikker", minutes=-2)
    html = lead.get(f"/lead/m/{led.id}/plan").text
    assert t("control.min", n=9) in html and t("control.min", n=2) in html


def test_only_whoever_leads_changes_the_plan(story):
    for command in (
        {"type": "ask", "prompt": "Hvad?", "activity": "wall"},
        {"type": "repeat", "of": "notes"},
        {"type": "move_step", "id": "hello", "after": "notes"},
        {"type": "skip", "id": "dots", "on": True},
    ):
        with pytest.raises(Refused, match="not_yours"):
            story.do(Actor("p1"), None, **command)


@pytest.mark.browser
def test_a_question_reaches_projector_and_phones_by_a_field_and_a_press(gathering: Gathering):
    control, wall, phone = gathering.control(), gathering.projector(), gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    control.page.locator("#ask > summary").click()
    expect(control.page.locator("#prompt")).to_be_focused()
    control.page.keyboard.type("Hvad trænger vi til?")
    control.button("open_answers.on_the_spot").click()
    wall.sees("Hvad trænger vi til?")
    phone.sees("Hvad trænger vi til?")
    phone.write("En pause")
    expect(control.page.locator("#ask")).not_to_have_attribute("open", "")
    control.press("undo")
    phone.at("notes")
