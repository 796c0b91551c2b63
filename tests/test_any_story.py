"""Whatever a group does, in whatever order: nothing breaks, nobody is given away, and what is forgotten is gone."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared import meeting as core
from shared import signals
from shared.activity import LEAD, Refused, activities
from tests.test_meeting import PEOPLE, PLAN, Story

AUDIENCES = ("projector", "facilitator", "participant")
people = st.sampled_from(PEOPLE[:5])
keys = st.sampled_from("abc")


def command(who, step, kind, **fields):
    return st.tuples(who, step, st.fixed_dictionaries({"type": st.just(kind), **fields}))


lead = st.just(LEAD)
notes = st.just("notes")
any_step = st.integers(0, 7)  # a place in the plan as it runs; the plan may have grown
latest = st.just(-1)  # the step that was added last, if any
ON_THE_SPOT = sorted(name for name, kind in activities().items() if hasattr(kind, "on_the_spot"))
stories = st.lists(
    st.one_of(
        command(people, notes, "add", key=keys, text=st.sampled_from(["hej", "ro", "en kat"])),
        command(people, notes, "take_back", key=keys),
        command(lead, notes, "add", key=keys, text=st.sampled_from(["fra papir", "også"])),
        command(lead, notes, "take_back", key=keys),
        command(people, latest, "add", key=keys, text=st.sampled_from(["hej", "ro"])),
        command(lead, latest, "reveal"),
        command(people, any_step, "pass"),
        command(people, any_step, "take_back", key=st.just("pass")),
        command(people, st.just("dots"), "cast", dots=st.lists(st.integers(0, 3), min_size=1, max_size=3)),
        command(people, st.just("dots"), "take_back", key=st.just("ballot")),
        command(people, notes, "take_back", key=st.just("marks")),
        st.tuples(people, notes, st.tuples(st.just("mark"), st.integers(0, 9))),
        command(lead, notes, "show_marks"),
        command(lead, notes, "fetch"),
        command(lead, any_step, "reveal"),
        command(lead, any_step, "close"),
        command(lead, any_step, "open"),
        command(lead, any_step, "switch", release=st.sampled_from(["together", "review", "live"])),
        command(lead, notes, "make_theme", name=st.sampled_from(["Ro", "Venner"])),
        command(lead, notes, "show_themes"),
        command(lead, st.none(), "go", to=any_step),
        command(lead, st.none(), "undo"),
        command(lead, st.none(), "cover", on=st.booleans()),
        command(lead, st.none(), "few_today", on=st.booleans()),
        command(lead, st.none(), "ask", prompt=st.just("Hvad mangler?"), activity=st.sampled_from(ON_THE_SPOT)),
        command(lead, st.none(), "repeat", of=any_step),
        command(lead, st.none(), "move_step", id=any_step, after=any_step),
        command(lead, st.none(), "skip", id=any_step, on=st.booleans()),
        command(lead, any_step, "more_time", minutes=st.sampled_from([-5, -1, 2])),
        st.tuples(
            lead,
            notes,
            st.tuples(st.sampled_from(["show", "hide", "hold", "bring_back", "give_back"]), st.integers(0, 9)),
        ),
    ),
    max_size=45,
)


PLACES = ("to", "of", "id", "after")


def step_at(story, place):
    if not isinstance(place, int):
        return place
    meeting = story.meeting
    added = [step.id for step in meeting.plan.steps if meeting.was_added(step.id)]
    ids = added[-1:] or ["notes"] if place < 0 else [step.id for step in meeting.plan.steps]
    return ids[place % len(ids)]


def play(story, who, step, asked):
    """One command, if it fits the moment. A tuple asks for one of the notes there are, a number for one of the steps.

    In a step of another kind some commands are no commands at all, which is as good as refused.
    """
    step = step_at(story, step)
    if isinstance(asked, dict):
        asked = {name: step_at(story, at) if name in PLACES else at for name, at in asked.items()}
    if isinstance(asked, tuple):
        ids = sorted(n.id for n in story.meeting.stands["notes"].state.pile.notes.values() if n.id)
        if not ids:
            return
        asked = about(asked[0], ids[asked[1] % len(ids)])
    if asked["type"] == "go":
        asked = {**asked, "coming_from": story.meeting.now or ""}
    with suppress(Refused, msgspec.ValidationError):
        story.do(who, step, **asked)


def about(type, id):
    """A command about one note."""
    return {"type": type, **{"mark": {"on": [id]}, "give_back": {"id": id, "reason": "unclear"}}.get(type, {"id": id})}


@settings(max_examples=250, deadline=None)
@given(stories)
def test_a_meeting_always_stands(told):
    story = Story()
    for who, step, asked in told:
        known, length = story.meeting, len(story.facts)
        story.erased = []
        play(story, who, step, asked)
        carried = core.carry_on(known, story.facts[length:], story.erased)
        assert carried is None or carried == story.meeting
        for audience in AUDIENCES:
            story.sees(audience, me="p1")
    assert [f.seq for f in story.facts] == list(range(1, len(story.facts) + 1))


@settings(max_examples=250, deadline=None)
@given(stories.map(lambda told: [*told, (LEAD, None, {"type": "undo"}), (LEAD, None, {"type": "undo"})]))
def test_what_is_undone_folds_again_to_what_all_facts_fold_to(told):
    story = Story()
    for who, step, asked in told:
        known, length = story.meeting, len(story.facts)
        play(story, who, step, asked)
        if asked == {"type": "undo"} and len(story.facts) > length:
            led = [fact for fact in story.facts if fact.actor == LEAD.id]
            steps = core.undid(led)
            theirs = [fact for fact in story.facts if fact.step in {None, signals.STEP, *steps}]
            assert core.fold_again(known, steps, theirs, led) == story.meeting


@pytest.mark.parametrize("key", ["k1", "marks"])
def test_what_people_know_too_is_erased_with_what_they_said_of_it(key):
    """Also where a phone has given its note the name that marks have."""
    steps = [replace(s, settings={**s.settings, "recognise": True}) if s.id == "notes" else s for s in PLAN.steps]
    story = Story(replace(PLAN, steps=steps)).go("notes").everyone_writes()
    story.do(PEOPLE[0], "notes", type="add", key=key, text="en seddel til")
    story.lead("notes", type="reveal")
    ids = [note.id for note in story.meeting.stands["notes"].state.pile.shown()]
    for command in ({"type": "mark", "on": ids[:2]}, {"type": "mark", "on": ids}, {"type": "take_back", "key": key}):
        known, length = story.meeting, len(story.facts)
        story.do(PEOPLE[0], "notes", **command)
        carried = core.carry_on(known, story.facts[length:], story.erased)
        assert carried is None or carried == story.meeting


def test_having_passed_can_be_taken_back_by_itself():
    """Nobody's page offers that; whoever asks for it loses nothing else."""
    story, person = Story().go("notes"), PEOPLE[0]
    for name in ("Ro", "Venner"):
        story.lead("notes", type="make_theme", name=name)
    story.go("dots")
    story.do(person, "dots", type="pass")
    story.do(person, "dots", type="cast", dots=[1, 1])
    known, length = story.meeting, len(story.facts)
    story.do(person, "dots", type="take_back", key="pass")
    carried = core.carry_on(known, story.facts[length:], story.erased)
    assert carried == story.meeting and story.meeting.stands["dots"].state.tally.ballots


@settings(max_examples=150, deadline=None)
@given(stories, st.data())
def test_a_past_with_any_holes_still_folds(told, data):
    story = Story()
    for who, step, asked in told:
        play(story, who, step, asked)
    holes = data.draw(st.sets(st.integers(1, max(1, len(story.facts)))))
    story.facts = [msgspec.structs.replace(f, body=None) if f.seq in holes else f for f in story.facts]
    for audience in AUDIENCES:
        story.sees(audience, me="p1")


@settings(max_examples=150, deadline=None)
@given(stories)
def test_what_one_person_does_is_seen_by_nobody_before_a_batch_goes(told):
    """Unless something is let out, another person's act leaves projector and phones of everybody else as they were."""
    story = Story().go("notes")
    for who, step, asked in told:
        before, length = {a: story.sees(a, me="p9") for a in ("projector", "participant")}, len(story.facts)
        play(story, who, step, asked)
        news = story.facts[length:]
        let_out = any((f.body or {}).get("type") in ("shown", "disclosed") for f in news)
        if who is not LEAD and not let_out and all(f.body is not None for f in story.facts):
            assert {a: story.sees(a, me="p9") for a in ("projector", "participant")} == before


@settings(max_examples=150, deadline=None)
@given(stories)
def test_no_view_of_another_audience_ever_carries_a_pseudonym(told):
    story = Story()
    for who, step, asked in told:
        play(story, who, step, asked)
        shown = str(story.sees("projector")) + str(story.sees("facilitator")) + str(story.sees("participant", me="p9"))
        assert not any(f"'{person.id}'" in shown for person in PEOPLE)


@settings(max_examples=150, deadline=None)
@given(stories)
def test_two_counts_differ_by_three_people_or_more(told):
    story, last = Story().go("dots"), {}
    for who, step, asked in told:
        length = len(story.facts)
        play(story, who, step, asked)
        if any((f.body or {}).get("type") == "counted" for f in story.facts[length:]):
            counted = story.meeting.stands["dots"].state.tally.count().answers
            differing = {p for p in counted.keys() | last.keys() if counted.get(p) != last.get(p)}
            assert len(counted) >= 4 and len(differing) >= 3
            last = counted


@settings(max_examples=150, deadline=None)
@given(stories)
def test_whatever_becomes_of_the_plan_there_is_a_way_and_nothing_comes_before_what_it_builds_on(told):
    story = Story()
    for who, step, asked in told:
        play(story, who, step, asked)
        meeting = story.meeting
        ids = [s.id for s in meeting.plan.steps]
        assert len(ids) == len(set(ids)) and {s.id for s in PLAN.steps} <= set(ids)
        assert meeting.now is None or meeting.now in {s.id for s in meeting.way()}
        assert {s.home for s in meeting.plan.steps} == set(meeting.stands)
        for n, s in enumerate(meeting.plan.steps):
            assert s.builds_on <= set(ids[:n])


@settings(max_examples=150, deadline=None)
@given(stories)
def test_paper_is_never_shown_where_too_few_have_written_with_a_phone(told):
    story = Story().go("notes")
    for who, step, asked in told:
        play(story, who, step, asked)
        before = [f for f in story.facts if f.body]
        pile = story.meeting.stands["notes"].state.pile
        if pile.shown() and not any((f.body or {})["type"] in ("few_said", "forgotten") for f in before):
            erased = len(story.facts) - len(before)
            assert pile.people() + erased >= 4
