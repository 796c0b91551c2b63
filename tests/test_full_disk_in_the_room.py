"""A full disk, as people in the room meet it, in real browsers (D06)."""

from __future__ import annotations

import resource
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browsers import Gathering, server_with_our_plan

pytestmark = pytest.mark.browser
AGAIN = 30_000  # milliseconds; a phone tries again ever more seldom


@pytest.fixture
def hall(browser: Browser, tmp_path) -> Iterator[Gathering]:
    """A meeting on a server of its own, whose disk can be made full."""
    with server_with_our_plan(tmp_path) as server, Gathering(browser, server) as gathering:
        yield gathering


def room_left(hall: Gathering, left: bool) -> None:
    most = resource.RLIM_INFINITY
    resource.prlimit(hall.server.process.pid, resource.RLIMIT_FSIZE, (most if left else 0, most))


def test_D06_everyone_is_told_calmly_no_word_is_covered_and_the_note_arrives_by_itself(hall: Gathering):
    hall.go("notes")
    hall.lead("switch", "notes", release="live")
    for n, person in enumerate(hall.others(8)):
        person.write("notes", f"seddel nummer {n}")
    phone, wall, control = hall.phone(), hall.projector(), hall.control()
    phone.at("notes")
    expect(wall.page.locator("[id^=note-]")).not_to_have_count(0)
    room_left(hall, False)
    phone.field.fill("skrevet på en fuld disk")
    phone.button("writing.send").click()
    for device, key in ((phone, "phone.stuck.title"), (wall, "projector.stuck"), (control, "control.stuck.title")):
        device.sees(device.t(key))
    expect(phone.page.locator(".note.later").filter(has_text="skrevet på en fuld disk")).to_be_visible()
    strip = wall.page.locator("#stuck").bounding_box()
    assert strip
    for note in wall.page.locator("[id^=note-]").all():
        box = note.bounding_box()
        assert box and box["y"] + box["height"] <= strip["y"], "the strip covers no word"
    room_left(hall, True)
    expect(phone.own("skrevet på en fuld disk")).to_have_count(1, timeout=AGAIN)
    for device in (phone, wall, control):
        expect(device.page.locator("#stuck")).to_have_count(0)
