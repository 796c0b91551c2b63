"""What a meeting lets people do, step by step. Given a plan and what happened, when someone asks, then this follows."""

import pytest

from shared import meeting as core
from shared.activity import LEAD, Actor, Refused
from shared.anonymity import SeededChance
from shared.meeting import Fact
from shared.plan import Plan, Step

PLAN = Plan(
    id="T",
    lang="da",
    domain="hope",
    title="En prøve",
    steps=[
        Step("hello", "info", "Ankomst", minutes=5, settings={"prompt": "Velkommen"}),
        Step("notes", "wall", "Sedler", minutes=10, settings={"prompt": "Hvad giver håb?", "recognise": True}),
        Step("gather", "wall", "Temaer", minutes=8, continues="notes"),
        Step("dots", "dot_vote", "Prikker", minutes=4, settings={"prompt": "Hvad nu?", "options_from": "notes"}),
    ],
)
PEOPLE = [Actor(f"p{n}") for n in range(8)]


class Story:
    """A meeting in a test: commands go in, facts pile up, the meeting is always the fold of them."""

    def __init__(self, plan=PLAN, seed=1):
        self.plans, self.facts, self.chance, self.now = {plan.lang: plan}, [], SeededChance(seed), 1000
        self.erased = []

    @property
    def meeting(self):
        return core.fold(self.plans, self.facts)

    def do(self, actor, step, **command):
        outcome = core.decide(self.meeting, step, command, actor, self.chance, self.now)
        self.erased = list(outcome.forget)
        for where, who, key in outcome.forget:
            self.facts = [
                Fact(f.seq, f.actor, f.step, None, f.cause)
                if (f.step, f.actor, (f.body or {}).get("key")) == (where, who, key)
                else f
                for f in self.facts
            ]
        cause = len(self.facts) + 1
        for n, draft in enumerate(outcome.facts, start=cause):
            self.facts.append(Fact(n, draft.actor, draft.step, draft.body, cause))
        return self

    def lead(self, step=None, **command):
        return self.do(LEAD, step, **command)

    def go(self, step):
        return self.lead(type="go", to=step or "", coming_from=self.meeting.now or "")

    def everyone_writes(self, people=PEOPLE, step="notes"):
        for person in people:
            n = person.id.removeprefix("p")
            self.do(person, step, type="add", key=f"k{n}", text=f"seddel {n}")
        return self

    def sees(self, audience, me=None, here=8):
        return core.view(self.meeting, audience, "da", (lambda _: me) if me else None, here)

    def on_the_wall(self):
        return {note["text"] for note in self.sees("projector")["seen"]["shown"]}


@pytest.fixture
def story():
    return Story().go("notes")


def test_the_meeting_begins_in_the_lobby():
    assert Story().sees("projector") == {"phase": "lobby"}


def test_next_pressed_twice_on_a_stale_screen_moves_one_step():
    story = Story().go("hello")
    story.lead(type="go", to="notes", coming_from="hello")
    with pytest.raises(Refused, match="already_moved"):
        story.lead(type="go", to="notes", coming_from="hello")
    assert story.meeting.now == "notes"


@pytest.mark.parametrize(
    "step, command",
    [
        (None, {"type": "go", "to": "dots", "coming_from": "notes"}),
        (None, {"type": "cover", "on": "true"}),
        (None, {"type": "few_today", "on": "true"}),
        (None, {"type": "end"}),
        (None, {"type": "undo"}),
        (None, {"type": "leave_out", "line": "x", "on": "true"}),
        ("notes", {"type": "open"}),
        ("notes", {"type": "close"}),
        ("notes", {"type": "switch", "release": "live"}),
        ("notes", {"type": "more_time"}),
        ("notes", {"type": "turn", "page": "1"}),
        ("notes", {"type": "reveal"}),
        ("notes", {"type": "show", "id": "x"}),
        ("notes", {"type": "give_back", "id": "x", "reason": "unclear"}),
        ("notes", {"type": "fetch"}),
        ("notes", {"type": "show_marks"}),
        ("notes", {"type": "make_theme", "name": "Ro"}),
        ("notes", {"type": "show_themes"}),
    ],
    ids=lambda case: case["type"] if isinstance(case, dict) else "",
)
def test_only_the_one_who_leads_may_lead(story, step, command):
    with pytest.raises(Refused, match="not_yours"):
        story.do(PEOPLE[0], step, **command)


def test_nothing_reaches_anyone_while_notes_are_collected_together(story):
    story.everyone_writes()
    assert story.on_the_wall() == set()
    seen = story.sees("facilitator")["seen"]
    assert [seen[place] for place in ("shown", "gathered", "held", "hidden")] == [[], [], [], []]


def test_closing_lets_the_facilitator_read_before_anything_is_shown(story):
    story.everyone_writes().lead("notes", type="close")
    assert len(story.sees("facilitator")["seen"]["gathered"]) == 8
    assert story.on_the_wall() == set()


def test_a_note_kept_for_later_is_not_shown_with_the_rest(story):
    story.everyone_writes().lead("notes", type="close")
    held = story.sees("facilitator")["seen"]["gathered"][0]
    story.lead("notes", type="hold", id=held["id"]).lead("notes", type="reveal")
    assert held["text"] not in story.on_the_wall() and len(story.on_the_wall()) == 7


def test_showing_all_closes_answering_and_shows_everything(story):
    story.everyone_writes().lead("notes", type="reveal")
    assert len(story.on_the_wall()) == 8
    with pytest.raises(Refused, match="step_closed"):
        story.do(PEOPLE[0], "notes", type="add", key="late", text="for sent")


def test_a_hidden_note_leaves_the_wall_and_can_be_brought_back(story):
    story.everyone_writes().lead("notes", type="reveal")
    note = story.sees("projector")["seen"]["shown"][0]
    story.lead("notes", type="hide", id=note["id"])
    assert note["text"] not in story.on_the_wall()
    story.lead("notes", type="bring_back", id=note["id"]).lead("notes", type="show", id=note["id"])
    assert note["text"] in story.on_the_wall()


def test_read_first_hands_the_facilitator_batches_of_three_and_keeps_three_back(story):
    story.lead("notes", type="switch", release="review")
    for people, gathered in ((PEOPLE[:5], 0), (PEOPLE[5:6], 3), (PEOPLE[6:8], 3)):
        story.everyone_writes(people)
        assert len(story.sees("facilitator")["seen"]["gathered"]) == gathered
    assert story.on_the_wall() == set()


def test_live_grows_by_itself_in_batches_and_shows_the_rest_when_closed(story):
    story.lead("notes", type="switch", release="live").everyone_writes()
    assert len(story.on_the_wall()) == 3
    story.lead("notes", type="close")
    assert len(story.on_the_wall()) == 8


def test_what_was_written_to_be_shown_together_is_not_let_out_sooner_by_a_switch(story):
    story.everyone_writes().lead("notes", type="switch", release="live")
    assert story.on_the_wall() == set()
    assert story.sees("facilitator")["seen"]["gathered"] == []


def test_what_was_written_to_be_read_first_never_shows_by_itself(story):
    story.lead("notes", type="switch", release="review").everyone_writes()
    story.lead("notes", type="switch", release="live").lead("notes", type="close")
    assert story.on_the_wall() == set()
    assert len(story.sees("facilitator")["seen"]["gathered"]) == 8


def test_moving_on_loses_no_note_that_was_still_waiting(story):
    story.everyone_writes().go("dots").go("notes")
    assert len(story.sees("facilitator")["seen"]["gathered"]) == 8


def test_three_peoples_notes_are_not_shown_unless_the_room_is_said_to_be_small(story):
    story.everyone_writes(PEOPLE[:3])
    with pytest.raises(Refused, match="few_answers"):
        story.lead("notes", type="reveal")
    story.lead(type="few_today", on="true").lead("notes", type="reveal")
    assert len(story.on_the_wall()) == 3


def test_what_is_taken_back_is_gone_from_every_view(story):
    story.everyone_writes().lead("notes", type="reveal")
    story.do(PEOPLE[3], "notes", type="take_back", key="k3")
    assert "seddel 3" not in story.on_the_wall()
    assert story.sees("participant", me="p3")["seen"]["mine"] == []


def test_nobody_can_take_back_what_another_wrote(story):
    story.everyone_writes().lead("notes", type="reveal")
    story.do(PEOPLE[3], "notes", type="take_back", key="k4")
    assert "seddel 4" in story.on_the_wall()


def test_what_was_written_can_be_taken_back_after_the_meeting(story):
    story.everyone_writes().lead("notes", type="reveal").lead(type="end")
    story.do(PEOPLE[3], "notes", type="take_back", key="k3")
    assert "seddel 3" not in {n.text for n in story.meeting.stands["notes"].state.pile.notes.values()}


def test_writing_a_note_anew_erases_the_old_words_and_lets_it_wait_again(story):
    story.everyone_writes().lead("notes", type="reveal").lead("notes", type="open")
    story.do(PEOPLE[3], "notes", type="add", key="k3", text="noget andet")
    assert "seddel 3" not in story.on_the_wall() and "noget andet" not in story.on_the_wall()
    assert all("seddel 3" not in str(fact.body) for fact in story.facts)


def test_undo_takes_back_the_last_thing_the_facilitator_did_and_nothing_anyone_wrote(story):
    story.everyone_writes().lead("notes", type="reveal").lead(type="undo")
    assert story.on_the_wall() == set()
    assert story.meeting.stands["notes"].answering
    assert len(story.meeting.stands["notes"].state.pile.notes) == 8


def test_undo_goes_back_one_thing_at_a_time(story):
    story.lead(type="cover", on="true").go("dots")
    story.lead(type="undo")
    assert (story.meeting.now, story.meeting.covered) == ("notes", True)
    story.lead(type="undo")
    assert not story.meeting.covered


def test_an_end_pressed_by_mistake_can_be_undone(story):
    story.lead(type="end").lead(type="undo")
    assert story.meeting.ended is None
    story.everyone_writes(PEOPLE[:1])


def test_nobody_writes_after_the_end(story):
    story.lead(type="end")
    with pytest.raises(Refused, match="meeting_over"):
        story.everyone_writes(PEOPLE[:1])


def test_a_note_for_a_step_the_room_has_left_is_refused_kindly(story):
    story.go("dots")
    with pytest.raises(Refused, match="step_moved_on"):
        story.everyone_writes(PEOPLE[:1])


def test_gathering_goes_on_with_the_notes_of_the_earlier_wall(story):
    story.everyone_writes().lead("notes", type="reveal").go("gather")
    assert len(story.on_the_wall()) == 8
    assert story.sees("projector")["step"].title == "Temaer"


def test_themes_of_the_wall_become_what_is_voted_on(story):
    story.everyone_writes().lead("notes", type="reveal")
    for name in ("Ro", "Venner"):
        story.lead("notes", type="make_theme", name=name)
    story.go("dots")
    assert story.sees("participant", me="p1")["seen"]["options"] == ["Ro", "Venner"]


def test_themes_stay_as_they_are_once_someone_has_voted(story):
    story.lead("notes", type="make_theme", name="Ro").go("dots")
    story.do(PEOPLE[0], "dots", type="cast", dots=["3"])
    story.lead("notes", type="make_theme", name="Venner").go("notes").go("dots")
    assert story.sees("participant", me="p1")["seen"]["options"] == ["Ro"]


def test_the_soft_timer_counts_whole_minutes_and_can_be_lengthened(story):
    story.now += 4
    assert core.minutes_left(story.meeting, "notes", story.now) == 6
    story.lead("notes", type="more_time", minutes="1")
    assert core.minutes_left(story.meeting, "notes", story.now) == 7
    assert core.minutes_left(story.meeting, "gather", story.now) is None


def test_passing_shows_only_the_person_that_they_passed(story):
    story.do(PEOPLE[0], "notes", type="pass")
    assert story.sees("participant", me="p0")["passed"]
    assert not story.sees("participant", me="p1")["passed"]
    assert "p0" not in str(story.sees("facilitator")) + str(story.sees("projector"))


def test_readiness_moves_by_three_people_and_counts_passing_like_writing(story):
    for n, said in ((2, "few"), (3, "some"), (5, "some"), (6, "most")):
        for person in PEOPLE[: n - 1]:
            story.everyone_writes([person])
        story.do(PEOPLE[n - 1], "notes", type="pass")
        assert story.sees("facilitator", here=8)["readiness"] == said


@pytest.mark.parametrize("audience", ["projector", "facilitator"])
def test_one_more_note_changes_nothing_that_anyone_else_sees(story, audience):
    story.everyone_writes(PEOPLE[:6])
    before = story.sees(audience)
    story.do(PEOPLE[6], "notes", type="add", key="k6", text="en til")
    assert story.sees(audience) == before


def test_the_plan_of_each_length_leaves_out_what_takes_no_time():
    step = Step("a", "info", "A", minutes={"60": 0, "90": 5, "120": 7}, settings={"prompt": "p"})
    plan = Plan(id="P", lang="da", domain="hope", title="t", steps=[*PLAN.steps, step])
    assert "a" not in [s.id for s in plan.lasting("60").steps]
    assert plan.lasting("120").step("a").minutes == 7


def test_each_reader_sees_the_step_in_their_own_language():
    english = Plan(
        id="T",
        lang="en",
        domain="hope",
        title="A trial",
        steps=[Step("hello", "info", "Hi", settings={"prompt": "Hi"})],
    )
    danish = Plan(
        id="T", lang="da", domain="hope", title="t", steps=[Step("hello", "info", "Hej", settings={"prompt": "Hej"})]
    )
    meeting = core.begin({"da": danish, "en": english})
    seen = {
        lang: core.step_view(meeting, "hello", "participant", lang)["seen"]["settings"].prompt
        for lang in ("da", "en", "nb")
    }
    assert seen == {"da": "Hej", "en": "Hi", "nb": "Hej"}


@pytest.mark.parametrize(("gone", "halfway"), [(0, False), (1, False), (2, True), (9, True)])
def test_half_of_a_steps_time_is_known_from_the_minute_it_began(gone, halfway):
    story = Story().go("dots")
    clock = core.clock(story.meeting, "dots", story.now + gone)
    assert (clock.until, clock.minutes, clock.halfway()) == (story.now + 4, 4, halfway)


def test_more_time_moves_the_end_and_the_half():
    story = Story().go("dots").lead("dots", type="more_time", minutes=2)
    assert core.clock(story.meeting, "dots", story.now + 2).until == story.now + 6
    assert not core.clock(story.meeting, "dots", story.now + 2).halfway()


def test_a_step_that_has_not_begun_has_no_end():
    assert core.clock(Story().meeting, "dots", 1000) == core.Clock(1000)


@pytest.mark.parametrize("written", ["live", "together"])
def test_in_a_plan_that_wants_all_of_it_read_first_nothing_comes_up_by_itself(written):
    """Neither as the plan opens, nor by a switch, nor in what is asked on the spot or once more."""
    steps = [Step("notes", "wall", "Sedler", settings={"prompt": "Hvad skammes vi over?"}, release=written)]
    story = Story(Plan(id="T", lang="da", domain="identity", title="Mærkater", steps=steps, reviewed=True)).go("notes")
    story.lead(type="ask", prompt="Hvad nu?", activity="open_answers").lead(type="repeat", of="notes")
    for stand in story.meeting.stands:
        assert story.meeting.stands[stand].release == "together"
        with pytest.raises(Refused, match="always_read_first"):
            story.lead(stand, type="switch", release="live")
        assert story.lead(stand, type="switch", release="review").meeting.stands[stand].release == "review"
