"""Whatever is counted, in whichever activity: nothing shows under four people, nothing moves by fewer than three, and
before it is shown nobody's choice is on anybody else's screen.

Every activity with a tally is found by itself, and one without a row in WAYS fails.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.activity import LEAD, Actor, Refused, activities, activity
from shared.meeting import all_same
from shared.plan import Plan, Step
from tests.test_meeting import Story

Answer = tuple[int, ...]
COUNTING = [kind for kind, module in activities().items() if "tally" in module.State.__struct_fields__]
PEOPLE = [Actor(f"p{n}") for n in range(9)]
OPTIONS = ["Ro", "Mod", "Søvn"]


class Way(NamedTuple):
    """How an activity is tried: what a plan says about it, and the commands by which people choose in it."""

    settings: dict[str, Any]
    choices: list[dict[str, Any]]
    leads: tuple[dict[str, Any], ...] = ()  # what whoever leads may do in it besides; a `round` is the one it is in


WAYS = {
    "check_out": Way({"form": "scale"}, [{"type": "choose", "at": at} for at in range(5)]),
    "choice": Way(
        {"options": OPTIONS, "most": 2, "unsure": True},
        [{"type": "choose", "chosen": chosen} for chosen in ([0], [1], [0, 3], [1, 2])],
    ),
    "check_in": Way({"form": "weather"}, [{"type": "choose", "sky": sky} for sky in range(6)]),
    "ranking": Way(
        {"options": OPTIONS, "private": False, "top": 2},
        [{"type": "rank", "order": order} for order in ([0, 1], [1, 0], [2], [1, 2])],
    ),
    "points": Way(
        {"options": OPTIONS},
        [{"type": "spread", "points": points} for points in ([100, 0, 0], [50, 50, 0], [0, 30, 20], [0, 0, 10])],
    ),
    "pulse": Way(
        {},
        [{"type": "choose", "answer": answer} for answer in range(3)],
        ({"type": "ask_again", "round": 0, "keep": True}, {"type": "ask_again", "round": 0, "keep": False}),
    ),
    "evaluation": Way(
        {"prompts": ["Hvad var godt?"], "parts": OPTIONS},
        [{"type": "evaluate", "marks": marks} for marks in ([0], [1], [0, 2], [1, 2])],
    ),
    "field": Way(
        {"items": OPTIONS[:2], "x_low": "a", "x_high": "b", "y_low": "c", "y_high": "d"},
        [{"type": "lay", "x1": x, "y1": y, "x2": y, "y2": x} for x, y in ((0, 0), (1, 2), (2, 2), (2, 0))],
    ),
    "scale": Way(
        {"statements": OPTIONS, "points": 3, "kind": "words"},
        [
            {"type": "place", "first": first, "second": second, "third": third}
            for first, second, third in ((0, 0, -1), (1, -1, 2), (-1, 2, 1), (2, 0, 0))
        ],
    ),
    "dot_vote": Way(
        {"options": OPTIONS, "dots": 2},
        [{"type": "cast", "dots": dots} for dots in ([2, 0, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1])],
    ),
}

every_counting = pytest.mark.parametrize("kind", COUNTING)


def test_every_activity_that_counts_is_tried_here():
    assert set(COUNTING) == set(WAYS)


class Told(NamedTuple):
    """One thing that happens. A person's `choice` is one of the activity's by its number, and `other` is another."""

    who: Actor
    step: str | None
    command: dict[str, Any]
    choice: int = -1
    other: int = -1


def told_about(kind: str) -> st.SearchStrategy[list[Told]]:
    """Everyone chooses; then anything at all, or once more: open, a few change their minds or leave, close, show."""
    number = st.integers(0, len(WAYS[kind].choices) - 1)
    people = st.sampled_from(PEOPLE)
    lead = [
        *({"type": type} for type in ("close", "open", "reveal")),
        *({"type": "switch", "release": release} for release in ("together", "review", "live")),
        *WAYS[kind].leads,
    ]
    around = [{"type": "undo"}, {"type": "go", "to": "after"}, {"type": "go", "to": "step"}]
    few = [{"type": "few_today", "on": True}]
    choosing = st.builds(chosen, people, number, number)
    leading = st.sampled_from(lead).map(lambda command: Told(LEAD, "step", command))
    walking = st.sampled_from([*around, *few]).map(lambda command: Told(LEAD, None, command))
    anything = st.one_of(choosing, people.map(left), leading, walking).map(lambda told: [told])
    now, then = st.sampled_from(PEOPLE[:5]), st.integers(0, 1)
    change = st.one_of(st.builds(chosen, now, then, then), now.map(left))
    end = st.sampled_from([["close"], ["reveal"], ["reveal"], ["reveal", "undo"]])
    again = st.builds(once_more, st.lists(change, max_size=7), end)
    everyone = st.tuples(*(st.builds(chosen, st.just(one), number, number) for one in PEOPLE[:6]))
    return st.builds(lambda all_, rest: [*all_, *chain(*rest)], everyone, st.lists(again | anything, max_size=16))


def chosen(who: Actor, choice: int, other: int) -> Told:
    return Told(who, "step", {}, choice, other)


def left(who: Actor) -> Told:
    return Told(who, "step", {"type": "take_back", "key": "ballot"})


def once_more(changes: list[Told], end: list[str]) -> list[Told]:
    ends = [Told(LEAD, None if type == "undo" else "step", {"type": type}) for type in end]
    return [Told(LEAD, "step", {"type": "open"}), *changes, *ends]


class Counting(Story):
    """A meeting about one activity, and what everyone truly chose each time it was counted."""

    def __init__(self, kind: str):
        steps = [
            Step("step", kind, "Valg", settings={"prompt": "Hvad nu?", **WAYS[kind].settings}),
            Step("after", "info", "Bagefter", settings={"prompt": "Tak"}),
        ]
        self._folded: tuple[Any, Any] = ([None], None)
        super().__init__(Plan(id="T", lang="da", domain="hope", title="En prøve", steps=steps))
        self.kind = kind
        self.truth: dict[int, list[tuple[Answer, dict[str, Answer]]]] = {}
        self.go("step")

    @property
    def meeting(self) -> Any:
        if self._folded[0] != self.facts:
            self._folded = list(self.facts), super().meeting
        return self._folded[1]

    @property
    def tally(self) -> Any:
        return self.meeting.stands["step"].state.tally

    def play(self, told: Told, choice: int) -> list[str]:
        """What follows, as the names of the facts."""
        command = WAYS[self.kind].choices[choice] if choice >= 0 else told.command
        if command["type"] == "go":
            command = {**command, "coming_from": self.meeting.now or ""}
        if "round" in command:
            command = {**command, "round": self.meeting.stands["step"].state.round}
        length = len(self.facts)
        with suppress(Refused):
            self.do(told.who, told.step, **command)
        news = [fact.body or {} for fact in self.facts[length:]]
        for body in news:
            if body.get("type") == "counted":
                self._note(body)
        return [body.get("type", "") for body in news]

    def _note(self, counted: dict[str, Any]) -> None:
        at, width, ballots = counted["at"], counted["width"], self.tally.ballots
        parts = {who: ballots[who][at : at + width if width else None] for who in counted["people"]}
        self.truth.setdefault(at, []).append((tuple(counted["sums"]), parts))

    def behind(self, at: int, sums: Answer) -> dict[str, Answer]:
        """Who chose what, when the question was last counted with this sum."""
        return next(parts for seen, parts in reversed(self.truth[at]) if seen == sums)

    def shown(self) -> dict[int, Answer]:
        return {at: count.disclosed for at, count in self.tally.counts.items() if count.disclosed is not None}

    def counted(self) -> dict[int, Answer]:
        return {at: count.sums for at, count in self.tally.counts.items() if count.sums is not None}

    def export(self) -> str:
        return str(activity(self.kind).notes(self.meeting.stands["step"].state))

    def screens(self) -> tuple[Any, ...]:
        """What the room, somebody else's phone and the notes show of it."""
        wall, phone = (self.sees(audience, me="somebody else") for audience in ("projector", "participant"))
        return wall.get("seen"), phone.get("seen"), self.export()


@every_counting
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_nothing_is_shown_of_fewer_than_four_and_nothing_moves_by_fewer_than_three(kind, data):
    story = Counting(kind)
    seen: dict[str, dict[int, Answer]] = {"shown": {}, "counted": {}}
    for told in data.draw(told_about(kind)):
        story.play(told, told.choice)
        for name, now in (("shown", story.shown()), ("counted", story.counted())):
            for at, sums in now.items():
                people = story.behind(at, sums)
                assert len(people) >= 4
                assert sums == tuple(map(sum, zip(*people.values(), strict=True)))
                if at in seen[name] and seen[name][at] != sums:
                    before = story.behind(at, seen[name][at])
                    assert len({p for p in people | before if people.get(p) != before.get(p)}) >= 3
            seen[name] |= now


@every_counting
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_the_screens_and_the_notes_move_only_with_what_is_shown(kind, data):
    story = Counting(kind)
    for told in data.draw(told_about(kind)):
        screens, shown = story.screens(), story.shown()
        story.play(told, told.choice)
        if told.who is not LEAD and story.shown() == shown:
            assert story.screens() == screens


@every_counting
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_before_it_is_shown_no_screen_of_anyone_else_tells_what_anyone_chose(kind, data):
    story, otherwise = Counting(kind), Counting(kind)
    for told in data.draw(told_about(kind)):
        happened = story.play(told, told.choice), otherwise.play(told, told.other)
        if any("disclosed" in facts for facts in happened):
            return
        assert story.screens() == otherwise.screens()
        if not story.truth and not otherwise.truth:
            lead = [each.sees("facilitator") for each in (story, otherwise)]
            assert lead[0] == lead[1]


@every_counting
def test_where_everyone_chose_the_same_whoever_leads_is_told_before_the_room_sees_it(kind):
    story = Counting(kind)
    for person in PEOPLE[:5]:
        story.do(person, "step", **WAYS[kind].choices[0])
    story.lead("step", type="reveal")
    assert all_same(story.meeting, "step")
    assert story.counted() and not story.shown()
    story.lead("step", type="reveal")
    assert story.shown() and not all_same(story.meeting, "step")
