"""Whatever a group does, in whatever order: nothing breaks, nobody is given away, and what is forgotten is gone."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared import meeting as core
from shared.activity import LEAD, Refused
from tests.test_meeting import PEOPLE, PLAN, Story

AUDIENCES = ("projector", "facilitator", "participant")
people = st.sampled_from(PEOPLE[:5])
keys = st.sampled_from("abc")
step_ids = st.sampled_from([s.id for s in PLAN.steps])


def command(who, step, kind, **fields):
    return st.tuples(who, step, st.fixed_dictionaries({"type": st.just(kind), **fields}))


lead = st.just(LEAD)
notes = st.just("notes")
stories = st.lists(
    st.one_of(
        command(people, notes, "add", key=keys, text=st.sampled_from(["hej", "ro", "en kat"])),
        command(people, notes, "take_back", key=keys),
        command(people, step_ids, "pass"),
        command(people, st.just("dots"), "cast", dots=st.lists(st.integers(0, 3), min_size=1, max_size=3)),
        command(people, st.just("dots"), "take_back", key=st.just("ballot")),
        command(people, notes, "take_back", key=st.just("marks")),
        st.tuples(people, notes, st.tuples(st.just("mark"), st.integers(0, 9))),
        command(lead, notes, "show_marks"),
        command(lead, notes, "fetch"),
        command(lead, step_ids, "reveal"),
        command(lead, step_ids, "close"),
        command(lead, step_ids, "open"),
        command(lead, step_ids, "switch", release=st.sampled_from(["together", "review", "live"])),
        command(lead, notes, "make_theme", name=st.sampled_from(["Ro", "Venner"])),
        command(lead, notes, "show_themes"),
        command(lead, st.none(), "go", to=step_ids),
        command(lead, st.none(), "undo"),
        command(lead, st.none(), "cover", on=st.booleans()),
        command(lead, st.none(), "few_today", on=st.booleans()),
        st.tuples(
            lead,
            notes,
            st.tuples(st.sampled_from(["show", "hide", "hold", "bring_back", "give_back"]), st.integers(0, 9)),
        ),
    ),
    max_size=45,
)


def play(story, who, step, asked):
    """One command, if it fits the moment. A tuple asks for one of the notes there are, if any."""
    if isinstance(asked, tuple):
        ids = sorted(n.id for n in story.meeting.stands["notes"].state.pile.notes.values() if n.id)
        if not ids:
            return
        asked = about(asked[0], ids[asked[1] % len(ids)])
    if asked["type"] == "go":
        asked = {**asked, "coming_from": story.meeting.now or ""}
    with suppress(Refused):
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
