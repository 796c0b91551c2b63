"""Every screen in every state: for a machine's eye, at the narrowest and the largest, and by the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests import axe
from tests.browsers import PHONE, Control, Device, Gathering, Phone, Projector, Quiet

pytestmark = pytest.mark.browser

LOOKS = [("da", "light"), ("en", "dark")]
TEXTS = ["En sang om morgenen", "Et stille sted ved vandet", "At nogen ringer", "Min cykel", "Brød der dufter"]
LONG = "Menneskerettighedsorganisationernes " * 3


@pytest.mark.parametrize(("lang", "light"), LOOKS)
def test_the_phone_is_open_to_all_in_every_state(gathering: Gathering, lang: str, light: str):
    phone = gathering.stranger(lang, color_scheme=light)
    for state in phone_states(gathering, phone):
        assert not axe.problems(phone.page), state
        assert not axe.too_small(phone.page), state
        assert_fits(phone, state)


@pytest.mark.parametrize(("lang", "light"), LOOKS)
def test_the_control_screen_is_open_to_all_in_every_state(gathering: Gathering, lang: str, light: str):
    gathering.leader.request.post("/lead/language", form={"lang": lang})
    control = gathering.control(color_scheme=light)
    for state in control_states(gathering, control):
        assert not axe.problems(control.page), state


@pytest.mark.parametrize(("lang", "light"), LOOKS)
def test_the_projector_is_open_to_all_in_every_state(gathering: Gathering, lang: str, light: str):
    wall = gathering.projector(color_scheme=light)
    for state in projector_states(gathering, wall):
        assert not axe.problems(wall.page), state


def test_the_control_screen_can_be_used_on_a_phone_without_scrolling_sideways(gathering: Gathering):
    control = gathering.control(viewport={"width": 360, "height": 720})
    for state in control_states(gathering, control):
        assert axe.sideways(control.page) <= 0, state


def test_everything_a_participant_does_can_be_done_by_keyboard(gathering: Gathering):
    phone = gathering.stranger(is_mobile=False, has_touch=False)
    keys, page = phone.page.keyboard, phone.page
    axe.tab_to(page, phone.button("phone.join.button"))
    keys.press("Enter")
    phone.at("lobby")

    axe.tab_to(page, phone.link("phone.pause"))
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(phone.link("phone.pause")).to_be_focused()

    gathering.go("sky")
    phone.at("sky")
    axe.tab_to(page, page.get_by_role("radio").first)
    keys.press("ArrowDown")
    axe.tab_to(page, phone.button("writing.send"))
    keys.press("Enter")
    phone.rests()

    gathering.go("notes")
    phone.at("notes")
    axe.tab_to(page, phone.field)
    keys.type("En sang")
    axe.tab_to(page, phone.button("writing.send"))
    keys.press("Enter")
    expect(phone.own("En sang")).to_have_count(1)
    axe.tab_to(page, phone.own("En sang").get_by_role("button", name=phone.t("writing.take_back")))
    keys.press("Enter")
    expect(phone.own("En sang")).to_have_count(0)
    axe.tab_to(page, phone.button("writing.pass"))
    keys.press("Enter")
    phone.rests()

    for person, text in zip(gathering.others(4), TEXTS, strict=False):
        person.write("notes", text)
    sort(gathering)
    gathering.go("dots")
    phone.at("dots")
    axe.tab_to(page, page.get_by_role("button", name=phone.t("dot_vote.more", option="Ude")))
    keys.press("Enter")
    keys.press("Enter")
    axe.tab_to(page, phone.button("dot_vote.send"))
    keys.press("Enter")
    phone.rests()
    axe.tab_to(page, page.locator("#later > summary"))
    keys.press("Enter")
    axe.tab_to(page, phone.button("dot_vote.take_back"))
    keys.press("Enter")
    expect(page.locator(".opt .dot")).to_have_count(0)


def test_what_is_new_is_told_once_and_the_keyboard_goes_along(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    expect(phone.page.get_by_role("heading", level=1)).to_be_focused()
    expect(phone.page.locator("#news")).to_contain_text("Hvad giver dig håb?")
    phone.write("En sang")
    expect(phone.page.locator("#news")).to_contain_text(phone.t("phone.news.sent"))
    assert phone.page.locator("[aria-live], [role=status]:not(:empty)").count() <= 2


# --- the states ---


def phone_states(gathering: Gathering, phone: Phone) -> Iterator[str]:
    page = phone.page
    yield "the door"
    phone.go("/")
    yield "typing the code"
    page.get_by_label(phone.t("phone.code.label")).fill("AAA")
    phone.button("phone.code.button").click()
    yield "a wrong code"
    phone.go(f"/m/{gathering.id}/")
    phone.join()
    yield "the lobby"
    phone.page.locator("header a").click()
    yield "help"
    phone.go(f"/m/{gathering.id}/")
    gathering.go("hello")
    phone.at("hello")
    yield "something to read"
    gathering.go("sky")
    phone.at("sky")
    yield "choosing the weather"
    page.get_by_role("radio").nth(2).check(force=True)
    phone.button("writing.send").click()
    phone.rests()
    yield "having chosen"
    page.locator("#later > summary").click()
    yield "choosing again"
    gathering.go("notes")
    phone.at("notes")
    yield "an empty page to write on"
    phone.write(LONG)
    phone.own(LONG[:30]).locator("summary").click()
    yield "changing a long note"
    page.locator("#text").fill("x" * 300)
    phone.button("writing.send").click()
    expect(page.locator("#connection [data-unsent]")).to_be_visible()
    yield "words that were too many"
    page.reload()
    phone.context.set_offline(True)
    phone.field.fill("Uden net")
    phone.button("writing.send").click()
    phone.sees(phone.t("phone.lost.title"))
    yield "no network"
    phone.context.set_offline(False)
    expect(phone.own("Uden net")).to_have_count(1)
    for person, text in zip(gathering.others(4), TEXTS, strict=False):
        person.write("notes", text)
    sort(gathering)
    expect(phone.field).to_have_count(0)
    yield "answering is closed"
    gathering.go("dots")
    phone.at("dots")
    page.get_by_role("button", name=phone.t("dot_vote.more", option="Ude")).click()
    yield "giving dots"
    phone.button("dot_vote.send").click()
    phone.rests()
    page.locator("#later > summary").click()
    yield "changing dots"
    gathering.go("answer")
    phone.at("answer")
    phone.passes()
    yield "having passed"
    phone.go(f"/m/{gathering.id}/mine")
    yield "all that is mine"
    gathering.end()
    phone.go(f"/m/{gathering.id}/")
    yield "after the meeting"
    gathering.delete()
    phone.sees(phone.t("phone.gone.title"))
    yield "deleted"


def control_states(gathering: Gathering, control: Control) -> Iterator[str]:
    page, base = control.page, f"/lead/m/{gathering.id}/"
    yield "the lobby"
    for place in ("/lead/", "/lead/plans/T1", "/lead/courses", "/lead/helpers"):
        control.go(place)
        yield place
    page.locator("form[action='/lead/helpers'] button").click()
    expect(page.locator("#link")).to_be_visible()
    yield "a link for a colleague"
    control.go(base)
    page.locator("#menu > summary").click()
    yield "the menu"
    page.keyboard.press("Escape")
    gathering.go("sky")
    others = gathering.others(5)
    for person in others:
        person.do("choose", "sky", sky="1")
    expect(page.locator("#close")).to_be_visible()
    yield "the weather, open"
    gathering.lead("reveal", "sky")
    expect(page.locator(".skies-counted li")).to_have_count(1)
    yield "the weather, shown"
    gathering.go("notes")
    write(others, "notes")
    control.go(base)
    yield "notes, open"
    page.locator("#paper > summary").click()
    page.locator("#paper-text").fill("Skrevet på papir")
    page.keyboard.press("Enter")
    expect(page.locator("#typed")).to_contain_text("Skrevet på papir")
    yield "typing in from paper"
    page.locator("#typed button").click()
    expect(page.locator("#typed p")).to_have_count(0)
    page.locator("#ask > summary").click()
    yield "asking something"
    control.go(f"{base}plan")
    gathering.lead("skip", id="out", on=True)
    expect(page.locator("#plan-out.out")).to_be_visible()
    yield "changing the plan"
    gathering.lead("skip", id="out", on=False)
    control.go(base)
    gathering.lead("close", "notes")
    expect(page.locator("#in .q")).to_have_count(5)
    yield "notes to read"
    page.locator("#in .q").first.get_by_role("button").nth(1).click()
    expect(page.locator("#inbox-later")).to_be_visible()
    yield "one for later"
    sort(gathering)
    page.locator("#tab-shown").click()
    expect(page.locator("#tab-shown")).to_have_attribute("aria-current", "true")
    yield "what is on the wall"
    page.locator("#in .q").last.get_by_role("button").last.click()
    page.locator("#tab-hidden").click()
    expect(page.locator("#tab-hidden")).to_have_attribute("aria-current", "true")
    expect(page.locator("#in .q")).to_have_count(1)
    yield "what is hidden"
    control.go(f"{base}sort/notes")
    expect(page.locator("#themes .col")).to_have_count(2)
    yield "sorting"
    page.locator(".tray .cn").first.focus()
    page.keyboard.press("1")
    expect(page.locator("#themes .cn")).to_have_count(3)
    page.locator("#themes .cn").first.focus()
    yield "a note chosen"
    page.locator("#themes details summary").first.click()
    yield "a theme's name"
    gathering.go("dots")
    control.go(base)
    for person in others:
        person.vote("dots", 1, 2)
    gathering.lead("close", "dots")
    expect(page.locator(".spread li")).to_have_count(2)
    yield "dots, counted"
    gathering.lead("cover", on=True)
    expect(page.locator("#cover")).to_have_attribute("aria-pressed", "true")
    yield "covered"
    control.go(f"{base}end")
    yield "ending"
    gathering.end()
    control.go(base)
    yield "ended"
    control.go(f"{base}notes")
    page.locator(".it button").first.click()
    expect(page.locator(".it.no").first).to_be_visible()
    yield "the notes"
    control.go(f"{base}delete")
    yield "asked before deleting"
    gathering.delete()
    control.go(base)
    yield "deleted"


def projector_states(gathering: Gathering, wall: Projector) -> Iterator[str]:
    page = wall.page
    others = gathering.others(5)
    expect(page.locator(".seat")).to_have_count(5)
    yield "the lobby"
    gathering.go("hello")
    wall.sees("Find en plads, hvor du sidder godt.")
    yield "something to read"
    gathering.go("sky")
    for person, sky in zip(others, "01134", strict=True):
        person.do("choose", "sky", sky=sky)
    expect(page.locator(".sky")).to_be_visible()
    yield "the weather, unseen"
    gathering.lead("reveal", "sky")
    expect(page.locator(".people")).to_have_count(4)
    yield "the weather"
    gathering.go("notes")
    write(others, "notes")
    expect(page.locator("#still")).to_be_visible()
    yield "a wall that waits"
    gathering.lead("reveal", "notes")
    wall.sees(TEXTS[0])
    yield "a wall of notes"
    sort(gathering)
    wall.sees("Ude")
    yield "themes"
    gathering.go("dots")
    for n, person in enumerate(others):
        person.vote("dots", *((1, 2) if n else (2, 1)))  # where all are the same, nothing is shown at the first press
    wall.sees(wall.t("dot_vote.hidden"))
    yield "dots, unseen"
    gathering.lead("reveal", "dots")
    expect(page.locator(".vote .num").first).to_be_visible()
    yield "dots"
    for step in ("answer", "out"):
        gathering.go(step)
        write(others, step)
        gathering.lead("reveal", step)
        expect(page.locator(".slip")).to_have_count(5)
        yield step
    gathering.lead("cover", on=True)
    wall.sees(wall.t("projector.covered"))
    yield "covered"
    gathering.lead("cover", on=False)
    gathering.end()
    wall.sees(wall.t("projector.over"))
    yield "over"
    gathering.delete()
    wall.sees(wall.t("projector.nowhere"))
    yield "deleted"


def write(people: list[Quiet], step: str) -> None:
    for person, text in zip(people, TEXTS, strict=True):
        person.write(step, text)


def sort(gathering: Gathering) -> None:
    """Shows what was written, and makes two themes of it."""
    gathering.lead("reveal", "notes")
    page = gathering.leader.request.get(f"/lead/m/{gathering.id}/sort/notes").text()
    for name, note in zip(("Ude", "Sammen"), re.findall(r'id="sort-(\w+)"', page), strict=False):
        gathering.lead("make_theme", "notes", name=name, note=note)
    gathering.lead("show_themes", "notes")


def assert_fits(device: Device, state: str) -> None:
    """Nothing has to be pushed sideways on the narrowest phone, nor with letters twice as large."""
    page = device.page
    page.set_viewport_size({"width": 320, "height": 640})
    assert axe.sideways(page) <= 0, f"{state}, at 320 px"
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert axe.sideways(page) <= 0, f"{state}, with large letters"
    page.evaluate("document.documentElement.style.fontSize = ''")
