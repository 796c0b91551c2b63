"""Leading in a real browser: keys, two devices at once, lists that stay open, and room on every screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SCREENS = {"laptop": (1366, 768), "zoomed": (683, 384), "tablet": (820, 1180), "phone": (390, 844), "small": (320, 568)}
TOO_WIDE = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"


def test_a_presenters_remote_leads_the_meeting(gathering):
    control = gathering.control()
    first, second = steps(control)[:2]
    for key, step in (("PageDown", first), ("ArrowRight", second), ("PageUp", first)):
        press(control, key)
        control.is_at(step)
    for key, covered in (("b", "true"), (".", "false")):
        press(control, key)
        expect(control.page.locator("#cover")).to_have_attribute("aria-pressed", covered)


def test_a_key_with_another_held_down_leads_nowhere(gathering):
    control = gathering.control()
    control.page.keyboard.press("Control+ArrowRight")
    control.page.keyboard.press("Alt+PageDown")
    press(control, "PageDown")
    control.is_at(steps(control)[0])


def test_the_keys_can_be_turned_off_and_stay_off(gathering):
    control = gathering.control()
    control.page.locator("#menu summary").click()
    control.page.locator("[data-keys]").uncheck()
    control.page.reload()
    control.page.locator("#menu summary").click()
    expect(control.page.locator("[data-keys]")).not_to_be_checked()
    press(control, "PageDown")
    control.press("next")
    control.is_at(steps(control)[0])


def test_a_double_click_moves_one_step(gathering):
    control, other = gathering.control(), gathering.control()
    control.page.locator("#next").dblclick()
    other.is_at(steps(control)[0])
    control.press("undo")
    expect(other.page.locator("#next small")).to_have_text(other.t("control.begin"))


def test_two_who_lead_stay_in_step(gathering):
    anne, bo = gathering.control(), gathering.control()
    anne.press("next")
    bo.is_at(steps(bo)[0])
    bo.press("cover")
    expect(anne.page.locator("#cover")).to_have_attribute("aria-pressed", "true")


def test_a_reload_loses_nothing_of_where_one_was(gathering):
    control = gathering.control()
    control.goes_to("notes")
    control.turn_to("hidden")
    control.page.reload()
    control.is_at("notes")
    expect(control.page.locator("#tab-hidden")).to_have_attribute("aria-current", "true")


def test_what_was_refused_stays_in_sight_until_something_works(gathering):
    control = gathering.control()
    control.goes_to("notes")
    control.press("reveal")
    said = control.page.locator("#said")
    expect(said).to_contain_text(control.t("refused.nothing_to_show"))
    gathering.others(1)
    gathering.lead("cover", on=True)
    expect(control.page.locator("#cover")).to_have_attribute("aria-pressed", "true")
    expect(said).to_contain_text(control.t("refused.nothing_to_show"))
    control.press("close")
    expect(said).to_be_empty()


def test_the_open_list_and_the_preview_stay_while_the_meeting_goes_on(gathering):
    control = gathering.control()
    control.goes_to("notes")
    control.turn_to("shown")
    control.page.evaluate("document.querySelector('#preview iframe').contentWindow.stayed = true")
    control.press("close")
    expect(control.page.locator("#open")).to_be_visible()
    expect(control.page.locator("#tab-shown")).to_have_attribute("aria-current", "true")
    assert control.page.evaluate("document.querySelector('#preview iframe').contentWindow.stayed") is True


def test_the_keyboard_keeps_its_place_when_a_note_has_left_the_list(gathering):
    people = gathering.others(5)
    gathering.go("notes")
    for n, person in enumerate(people):
        person.write("notes", f"Seddel {n}")
    gathering.lead("close", "notes")
    control = gathering.control()
    control.page.locator("#in .q button").first.focus()
    control.page.keyboard.press("Enter")
    expect(control.page.locator("#in .q")).to_have_count(4)
    expect(control.page.locator("#in .q button").first).to_be_focused()


@pytest.mark.parametrize("name", SCREENS)
def test_the_control_screen_has_room_on(gathering, name):
    width, height = SCREENS[name]
    gathering.go("notes")
    control = gathering.control(viewport={"width": width, "height": height})
    for address in (control.page.url, "/lead/", "/lead/plans/T1", "/lead/helpers", f"/lead/m/{gathering.id}/end"):
        control.go(address)
        assert control.page.evaluate(TOO_WIDE) <= 0, address
    control.go(f"/lead/m/{gathering.id}/")
    expect(control.page.locator("#next")).to_be_visible()


def steps(control) -> list[str]:
    """The steps of the meeting, in order."""
    ids = control.page.locator(".steps > li").evaluate_all("all => all.map(each => each.id)")
    return [id.removeprefix("rail-") for id in ids]


def press(control, key: str) -> None:
    """Presses a key once the page listens."""
    expect(control.page.locator("html")).to_have_class("script")
    control.page.keyboard.press(key)
