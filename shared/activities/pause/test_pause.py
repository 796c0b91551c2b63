"""Pause: a time to meet again that can be moved, and a circle that only moves when it is asked to."""

import pytest

from shared import gallery
from shared import meeting as core
from shared.activity import Moment, Refused
from shared.anonymity import SeededChance
from shared.plan import Plan, Step
from shared.words import words
from tests.given import Given
from tests.rooms import Room


@pytest.mark.parametrize("type, fields", [("back_in", {"minutes": 10}), ("move_circle", {"on": True})])
def test_only_the_one_who_leads_says_when_it_is_over(type, fields):
    with pytest.raises(Refused, match="not_yours"):
        Given("pause").when("anna", type, **fields)


def test_we_meet_again_so_many_minutes_from_when_it_is_said():
    step = Given("pause")
    step.now = Moment(SeededChance(1), now=1200)
    assert step.when("lead", "back_in", minutes=10) == [{"type": "back_at", "at": 1210}]


@pytest.mark.parametrize("minutes, until", [(0, 1020), (15, 1015)])
def test_until_it_is_said_the_plan_says_when(minutes, until):
    clock = core.Clock(now=1004, until=1020, minutes=20)
    assert clock.after(minutes) == until


def room_in_a_break(**settings) -> Room:
    steps = [
        Step("break", "pause", "Pause", 15, settings={"prompt": "Pause", **settings}),
        Step("wall", "wall", "Tavle", 20, settings={"prompt": "Hvad giver dig håb?"}),
    ]
    room = Room({"da": Plan(id="T2", lang="da", domain="hope", title="Et møde", steps=steps)})
    room.go("break")
    return room


def test_the_phone_and_the_big_screen_name_the_same_time():
    room = room_in_a_break()
    t = words("da")
    told = t.time(room.now + 15)
    assert told in room.phone().page()
    room.lead("back_in", "break", minutes=20)
    assert t.time(room.now + 20) in room.phone().page()
    room.undo()
    assert told in room.phone().page()
    room.close()


def test_after_three_quarters_of_an_hour_away_every_phone_is_still_in_and_follows_by_itself():
    room = room_in_a_break()
    elapsed = [1000.0]
    room.house.presence.clock = lambda: elapsed[0]
    anna = room.phone()
    token = anna.token()
    room.now += 45
    elapsed[0] += 45 * 60
    assert room.house.presence.here(room.id) == 0, "nobody is counted while the phones sleep"
    room.go("wall")
    assert "Hvad giver dig håb?" in anna.page(), "no scanning, no code"
    assert anna.token() == token
    assert room.house.presence.here(room.id) == 1
    anna.add("wall", "En sang")
    room.close()


def test_any_step_may_let_the_phones_rest_and_the_next_one_brings_them_back():
    steps = [
        Step("wall", "wall", "Tavle", 20, settings={"prompt": "Hvad giver dig håb?"}),
        Step("gather", "wall", "Saml", 20, continues="wall", phones="away"),
        Step("again", "wall", "Skriv igen", 20, continues="wall"),
    ]
    room = Room({"da": Plan(id="T2", lang="da", domain="hope", title="Et møde", steps=steps)})
    room.go("wall")
    anna = room.phone()
    anna.add("wall", "En sang")
    room.go("gather")
    resting = anna.page()
    assert words("da")("away.put") in resting and "Hvad giver dig håb?" in resting
    assert "<textarea" not in resting.partition('<div id="screen"')[2].partition("<template")[0]
    room.go("again")
    assert "<textarea" in anna.page() and "En sang" in anna.page()
    room.close()


def test_the_circle_stands_still_until_someone_asks_it_to_move():
    drawn = {name: gallery.draw("pause", name, "projector", words("da")) for name in gallery.examples("pause")}
    assert {name for name, html in drawn.items() if 'class="core"' in html} == {"breathing_moving"}


def test_breathing_is_in_words_too_and_there_is_something_else_to_do():
    for audience in ("projector", "participant"):
        html = gallery.draw("pause", "breathing", audience, words("en"))
        assert words("en")("pause.breathe") in html and words("en")("pause.instead") in html


def test_a_pause_leaves_nothing_behind():
    assert Given("pause", ("lead", {"type": "back_at", "at": 7})).in_the_notes() == []
