"""Two rounds of one meeting: what a later step may know of an earlier one, and what everyone then reads."""

from typing import Any

import pytest
from test_meeting import PEOPLE, Story

from shared import plan_rules
from shared.plan import Plan, Step
from shared.words import words
from tests.led_rooms import LedRoom

SCALE = {"prompt": "Hvor tæt?", "kind": "words", "points": 5, "low": "Langt væk", "high": "Tæt på"}
ARRIVING = {"prompt": "Hvordan er det?", "form": "scale"}


def plan(*steps: Step) -> Plan:
    return Plan(id="T", lang="da", domain="hope", title="En prøve", steps=list(steps))


ROUNDS = plan(
    Step("before", "scale", "Før", settings=SCALE),
    Step("talk", "info", "Oplæg", settings={"prompt": "Oplæg"}),
    Step("after", "scale", "Efter", settings={**SCALE, "compare_with": "before"}),
)
ENDS = plan(
    Step("in", "check_in", "Ind", settings=ARRIVING),
    Step("out", "check_out", "Ud", settings={**ARRIVING, "compare_with": "in"}),
)


def place(story: Any, step: str, *points: int, show: bool = True) -> None:
    story.go(step)
    for person, point in zip(PEOPLE, points, strict=False):
        asked = {"type": "choose", "at": point} if step in ("in", "out") else {"type": "place", "first": point}
        story.do(person, step, **asked)
    story.lead(step, type="reveal" if show else "close")


def moved(story: Any) -> str | None:
    seen = story.sees("projector")["seen"]
    return (seen.get("row") or seen["rows"][0])["moved"]


def test_what_moved_between_two_rounds_is_told_once_the_second_is_shown():
    story = Story(ROUNDS)
    place(story, "before", 0, 0, 1, 1, 2)
    story.go("after")
    assert moved(story) is None
    place(story, "after", 3, 3, 3, 4, 4)
    assert moved(story) == "up"


def test_where_two_have_moved_the_room_reads_what_it_would_have_read_of_none():
    screens = []
    for second in ((0, 0, 1, 1, 2), (0, 0, 1, 2, 3)):
        story = Story(ROUNDS)
        place(story, "before", 0, 0, 1, 1, 2)
        place(story, "after", *second)
        screens.append((story.sees("projector")["seen"], story.sees("facilitator")["seen"]))
    assert screens[0] == screens[1]


def test_a_round_that_the_room_never_saw_is_compared_with_nothing():
    story = Story(ROUNDS)
    place(story, "before", 0, 0, 1, 1, 2, show=False)
    place(story, "after", 3, 3, 3, 4, 4)
    assert moved(story) is None


def test_leaving_may_be_compared_with_arriving():
    story = Story(ENDS)
    place(story, "in", 3, 3, 4, 4, 3)
    place(story, "out", 0, 1, 1, 0, 1)
    assert moved(story) == "down"


def test_the_room_reads_the_movement_on_the_screen_in_its_own_language():
    room = LedRoom(ENDS)
    for step, points in (("in", (0, 0, 1, 1, 1)), ("out", (3, 4, 4, 4, 3))):
        room.go(step)
        for person, point in zip(PEOPLE, points, strict=False):
            room.do(person, "choose", step, at=str(point))
        room.lead("reveal", step)
    assert words("da")("statements.moved.up", end="Let") in room.picture()


@pytest.mark.parametrize("to, key", [("later", "points_nowhere"), ("talk", "points_wrong"), ("after", "points_later")])
def test_a_plan_that_compares_with_what_is_no_round_is_told_so(to, key):
    steps = [*ROUNDS.steps[:2], Step("again", "scale", "Igen", settings={**SCALE, "compare_with": to}), ROUNDS.steps[2]]
    wrong = [(each.field, each.key) for each in plan_rules.whole(plan(*steps)) if each.step == 2]
    assert ("settings.compare_with", f"plan.{key}") in wrong
