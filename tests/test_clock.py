"""The machine's clock is set, jumps, or sleeps: nothing is deleted too early, and no order changes (D11)."""

import time

import pytest

from facilitator import keys
from samklang import start
from shared import meeting as core
from shared.calendar import LEAP, Calendar
from shared.live import KEPT
from shared.log import NotFound
from shared.presence import Presence
from shared.words import words
from tests.rooms import Room

HOUR, DAY = 60, 24 * 60  # minutes
DA = words("da")


class Time:
    """A clock that can be set, and the time that really passes."""

    def __init__(self, minute=29_000_000):
        self.minute, self.passed = minute, 0.0

    def calendar(self):
        return Calendar(lambda: self.minute, lambda: self.passed)

    def passes(self, minutes):
        self.minute += minutes
        self.passed += minutes * 60


@pytest.fixture
def ended(room):
    """A room whose meeting has ended, with a clock that can be set on its own."""
    room.go("wall")
    room.end()
    time = Time(room.now)
    room.house.live.calendar = time.calendar()
    return room, time


def gone(room):
    room.house.live.delete_due()
    try:
        room.house.live.meeting(room.id)
    except NotFound:
        return True
    return False


@pytest.mark.parametrize("leap", [2 * DAY, 30 * DAY, 13 * 365 * DAY])
def test_D11_a_leap_of_the_clock_deletes_nothing(ended, leap):
    room, time = ended
    time.minute += leap
    assert not gone(room)
    time.passes(KEPT - 1)
    assert not gone(room)
    time.passes(1)
    assert gone(room), "as much time has really passed as was promised"


def test_D11_a_leap_is_told_in_the_library_and_a_restart_says_that_the_clock_is_right(ended):
    room, time = ended
    leads = room.app.test_client()
    leads.get(f"/lead/key/{keys.make_once(room.house.log)}")
    assert DA("library.leapt") not in leads.get("/lead/").text
    time.minute += 3 * DAY
    assert not gone(room)
    assert DA("library.leapt") in leads.get("/lead/").text
    room.house.live.calendar = time.calendar()
    assert gone(room)


@pytest.mark.parametrize("asleep", [2 * HOUR, 3 * DAY])
def test_D11_a_laptop_that_sleeps_lets_time_pass(ended, asleep):
    room, time = ended
    time.passes(asleep)
    assert gone(room) == (asleep >= KEPT)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, -3 * DAY])
def test_D11_an_hour_or_a_day_back_deletes_at_most_an_hour_early(ended, jump):
    room, time = ended
    time.minute += jump
    assert not gone(room)
    time.passes(KEPT - HOUR - 1)
    assert not gone(room)


def test_D11_a_clock_that_was_wrong_and_is_put_right_counts_again(ended):
    room, time = ended
    time.minute += 400 * DAY
    assert not gone(room)
    time.minute -= 400 * DAY
    time.passes(KEPT)
    assert gone(room)


def test_D11_a_running_meeting_is_not_ended_by_a_leap(room):
    room.go("wall")
    time = Time(room.now)
    room.house.live.calendar = time.calendar()
    time.minute += 40 * DAY
    start.tidy(room.house)
    assert room.meeting.ended is None


@pytest.mark.parametrize("minute", [(2**31 - 60) // 60, 2**31 // 60 + 1, 2**32 // 60 + 1])
def test_D11_the_years_2038_and_2106_are_minutes_like_others(minute):
    room = Room()
    room.now = minute
    room.go("wall")
    room.phone().add("wall", "En sang")
    room.end()
    assert room.house.log.meeting(room.id).delete_at == minute + KEPT
    assert DA.when(minute)
    room.close()


def test_D11_the_order_is_that_of_the_log_whatever_the_clock_says(room):
    room.go("wall")
    for jump in (0, HOUR, -HOUR, -5 * DAY, 900 * DAY):
        room.now += jump
        room.phone().add("wall", f"efter {jump}")
    room.now -= 10_000 * DAY
    room.go("dots")
    room.undo()
    assert room.meeting.now == "wall"
    assert room.meeting == core.fold(room.plans, room.house.log.read(room.id))


def test_D11_a_timer_never_asks_for_more_than_the_plan_nor_closes_anything(room):
    room.go("wall")
    for jump in (-HOUR, 2 * HOUR, -3 * HOUR, HOUR):
        room.now += jump
        assert room.phone().do("pass", "wall").get_json() == {"kept": True}


def test_D11_summer_time_moves_no_minute(room, monkeypatch):
    if not hasattr(time, "tzset"):
        return
    room.go("wall")
    left = core.minutes_left(room.meeting, "wall", room.now)
    for zone in ("Europe/Copenhagen", "UTC", "Pacific/Auckland"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert core.minutes_left(room.meeting, "wall", room.now) == left
    monkeypatch.undo()
    time.tzset()


def test_D11_who_is_here_goes_by_time_that_passes():
    """Set an hour forward or back, nobody leaves and nobody stays on as a ghost."""
    passed = [0.0]
    presence = Presence(lambda: passed[0])
    presence.seen("m", "p")
    assert presence.here("m") == 1
    passed[0] += 60
    assert presence.here("m") == 0


def test_the_calendar_follows_small_corrections():
    time = Time()
    calendar = time.calendar()
    time.minute += LEAP
    assert calendar.minute() == time.minute
