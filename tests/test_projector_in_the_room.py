"""The projector in a real browser: what comes and goes by itself, with nobody near it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browsers import Gathering, server_with_our_plan
from tests.servers import Server

pytestmark = pytest.mark.browser
NEW_FOR = 20_000  # milliseconds; a note is marked for eight seconds, on a slow machine a little longer


@pytest.fixture(scope="module")
def frail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that these tests may end."""
    with server_with_our_plan(tmp_path_factory.mktemp("frail")) as server:
        yield server


@pytest.fixture
def falling(browser: Browser, frail: Server) -> Iterator[Gathering]:
    with Gathering(browser, frail) as gathering:
        yield gathering
        if frail.process.poll() is not None:
            frail.start()


def reviewed(gathering: Gathering, count: int) -> list[str]:
    """So many notes are written and read by whoever leads. Returns their public ids."""
    gathering.go("notes")
    for n, person in enumerate(gathering.others(count)):
        person.write("notes", f"seddel nummer {n}")
    gathering.lead("close", "notes")
    control = gathering.control()
    control.page.locator("#in .q").nth(count - 1).wait_for()
    return [id.removeprefix("q-") for id in control.page.locator("#in .q").evaluate_all(IDS)]


IDS = "notes => notes.map(note => note.querySelector('[name=id]').value)"


def test_a_note_that_is_let_through_is_marked_for_a_while(gathering: Gathering):
    ids = reviewed(gathering, 5)
    wall = gathering.projector()
    for id in ids[:2]:
        gathering.lead("show", "notes", id=id)
    expect(wall.page.locator(f"#note-{ids[0]}.new")).to_be_visible()
    expect(wall.page.locator(f"#note-{ids[1]}.new")).to_be_visible()
    gathering.lead("show", "notes", id=ids[2])
    expect(wall.page.locator(".new")).to_have_count(3)
    expect(wall.page.locator(".new")).to_have_count(0, timeout=NEW_FOR)
    assert len(wall.texts()) == 3


def test_when_all_are_shown_at_once_none_is_singled_out(gathering: Gathering):
    reviewed(gathering, 6)
    wall = gathering.projector()
    gathering.lead("reveal", "notes")
    expect(wall.page.locator("[id^=note-]")).to_have_count(6)
    expect(wall.page.locator(".new")).to_have_count(0)


def test_what_was_there_before_the_screen_was_covered_is_not_new_afterwards(gathering: Gathering):
    ids = reviewed(gathering, 5)
    gathering.lead("show", "notes", id=ids[0])
    wall = gathering.projector()
    gathering.lead("cover", on=True)
    wall.sees(wall.t("projector.covered"))
    gathering.lead("cover", on=False)
    expect(wall.page.locator("[id^=note-]")).to_have_count(1)
    expect(wall.page.locator(".new")).to_have_count(0)


def test_a_lobby_without_its_server_invites_nobody_in_until_it_is_back(falling: Gathering):
    wall = falling.projector()
    wall.sees(wall.t("projector.scan"))
    falling.server.kill()
    wall.sees(wall.t("projector.held"))
    expect(wall.page.locator(".qr")).to_be_hidden()
    falling.server.start()
    expect(wall.page.locator(".qr")).to_be_visible()
    expect(wall.page.locator("#held")).to_have_count(0)


def test_a_lost_connection_hides_no_word_on_the_wall(falling: Gathering):
    ids = reviewed(falling, 8)
    falling.lead("reveal", "notes")
    wall = falling.projector()
    expect(wall.page.locator("[id^=note-]")).to_have_count(len(ids))
    falling.server.kill()
    strip = wall.page.locator("#held").bounding_box()
    assert strip
    for note in wall.page.locator("[id^=note-]").all():
        box = note.bounding_box()
        assert box and not overlap(box, strip)


def overlap(one, other):
    across = one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
    down = one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
    return across and down


def test_dots_come_and_go_with_the_phones(gathering: Gathering):
    wall = gathering.projector()
    anna, bo, _ = gathering.phones(3)
    expect(wall.page.locator(".seat")).to_have_count(3)
    wall.sees(wall.t("projector.here", n=3))
    bo.context.close()
    expect(wall.page.locator(".seat")).to_have_count(2)
    anna.context.close()
    wall.sees(wall.t("projector.here", n=1))


def test_the_pointer_is_gone_until_someone_moves_the_mouse(gathering: Gathering):
    wall = gathering.projector()
    pointer = "getComputedStyle(document.querySelector('.lobby')).cursor"
    assert wall.page.evaluate(pointer) == "none"
    wall.page.mouse.move(200, 200)
    wall.page.mouse.move(220, 220)
    assert wall.page.evaluate(pointer) != "none"
    expect(wall.page.locator("html")).to_have_class("idle")


@pytest.mark.parametrize("viewport", [(1920, 1080), (1280, 720), (1024, 768)])
def test_every_picture_fits_every_projector(gathering: Gathering, viewport: tuple[int, int]):
    wall = gathering.projector(viewport={"width": viewport[0], "height": viewport[1]})
    outside = """() => [...document.querySelectorAll('#screen :not(svg, svg *)')].filter(part => {
        const box = part.getBoundingClientRect();
        return box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
    }).map(part => part.className)"""
    wall.sees(wall.t("projector.scan"))
    assert wall.page.evaluate(outside) == []
    for command, picture in (({"type": "cover", "on": True}, "#covered"), ({"type": "end"}, "#over")):
        gathering.lead(**command)
        wall.page.locator(picture).wait_for()
        assert wall.page.evaluate(outside) == []
