"""Words stay in the room: no page asks anyone else for anything, keeps more than it must, or runs what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browsers import Device, Gathering, Phone

pytestmark = [pytest.mark.browser, pytest.mark.server]

MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//"
    "</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>",
    "</textarea></title><h1>Hej</h1><a href=http://example.test>her</a>",
    '=HYPERLINK("//example.test") [klik](javascript:alert(1)) **fed** {{ 7*7 }} {% raw %} &lt;b&gt;',
]


def test_no_page_asks_another_place_for_anything_or_breaks_its_own_policy(gathering: Gathering):
    phone = gathering.stranger(wired=True)
    control, wall = gathering.control(wired=True), gathering.projector(wired=True)
    assert list(walk(gathering, phone, control, wall))
    own = gathering.server.address.partition("://")[2]
    for device in (phone, control, wall):
        assert device.wire and device.wire.asked == {own}
        assert not [url for url in device.requested if not url.startswith((gathering.server.address, "data:", "blob:"))]
        assert not device.complaints


def test_no_page_leads_anywhere_else(gathering: Gathering):
    phone, control, wall = gathering.stranger(), gathering.control(), gathering.projector()
    for device in walk(gathering, phone, control, wall):
        outside = device.page.eval_on_selector_all(
            "[href], [src], [action], [formaction]",
            """found => found
              .flatMap(each => ["href", "src", "action", "formaction"].map(name => each.getAttribute(name)))
              .filter(address => address && new URL(address, document.baseURI).origin !== location.origin)
              .filter(address => !address.startsWith("data:,"))""",
        )
        assert not outside


def test_markup_is_shown_as_it_was_written_on_every_screen(gathering: Gathering):
    phone, control, wall = gathering.phone(), gathering.control(), gathering.projector()
    opened = [watch(device) for device in (phone, control, wall)]
    gathering.go("notes")
    phone.at("notes")
    phone.write(MARKUP[2])
    assert shown(phone.page) >= {MARKUP[2]}
    for person, text in zip(gathering.others(4), [*MARKUP[:2], *MARKUP[3:]], strict=True):
        person.write("notes", text)
    gathering.lead("close", "notes")
    expect(control.page.locator("#in .q")).to_have_count(len(MARKUP))
    assert shown(control.page) >= set(MARKUP)
    control.press("reveal")
    expect(wall.page.locator("[id^=note-]").first).to_be_visible()
    seen = shown(wall.page)
    if not seen >= set(MARKUP):  # how they fall decides whether one page is enough
        gathering.lead("turn", "notes", page=1)
        expect(wall.page.locator("#scene-notes-1")).to_be_visible()
        seen |= shown(wall.page)
        gathering.lead("turn", "notes", page=0)
    assert seen >= set(MARKUP)

    control.page.locator("#to-sort").click()
    for name in MARKUP[:2]:
        control.page.locator("#new-name").fill(name)
        control.page.keyboard.press("Enter")
        expect(control.page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    for number in "12":
        control.page.locator(".tray .cn").first.focus()
        control.page.keyboard.press(number)
        expect(control.page.locator("#themes .col").nth(int(number) - 1).locator(".cn")).to_have_count(1)
    assert shown(control.page) >= set(MARKUP)
    control.page.locator("#show button").click()
    expect(wall.page.get_by_role("heading", name=MARKUP[1], exact=True)).to_be_visible()

    gathering.go("dots")
    phone.at("dots")
    assert shown(phone.page) >= set(MARKUP[:2])
    gathering.end()
    control.go(f"/lead/m/{gathering.id}/notes")
    assert shown(control.page) >= set(MARKUP)
    paper = control.context.request.get(f"/lead/m/{gathering.id}/notes.html").text()
    table = control.context.new_page()
    table.set_content(paper)
    assert shown(table) >= set(MARKUP)
    phone.go(f"/m/{gathering.id}/mine")
    assert shown(phone.page) >= {MARKUP[2]}
    assert not any(opened), "something that was written has been run"


def test_words_that_could_not_be_sent_are_shown_as_they_were_written(gathering: Gathering):
    phone = gathering.phone()
    opened = watch(phone)
    gathering.go("notes")
    phone.at("notes")
    phone.context.set_offline(True)
    phone.field.fill(MARKUP[1])
    phone.button("writing.send").click()
    expect(phone.page.locator("li[data-unsent]")).to_be_visible()
    assert shown(phone.page) >= {MARKUP[1]}
    phone.context.set_offline(False)
    expect(phone.own(MARKUP[1])).to_have_count(1)
    phone.field.fill(MARKUP[1] * 8)
    phone.button("writing.send").click()
    expect(phone.page.locator("#connection [data-unsent]")).to_be_visible()
    assert shown(phone.page) >= {MARKUP[1] * 8}
    assert not opened


def test_a_phone_keeps_one_cookie_for_this_meeting_and_no_words_after_it(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.write("En sang")
    phone.field.fill("Halvt skrevet")
    cookies = phone.context.cookies()
    assert {cookie.get("name") for cookie in cookies} == {"token"}
    for cookie in cookies:
        assert cookie.get("path") == f"/m/{gathering.id}/"
        assert cookie.get("httpOnly") and cookie.get("sameSite") == "Lax"
        assert cookie.get("expires") == -1, "it ends with the browser"
    assert all(key.startswith(f"samklang:/m/{gathering.id}/") for key in kept(phone))
    gathering.end()
    phone.sees(phone.t("phone.over.thanks"))
    assert "En sang" not in str(kept(phone)) and "Halvt skrevet" not in str(kept(phone))
    gathering.delete()
    phone.sees(phone.t("phone.gone.title"))
    phone.page.reload()
    assert not phone.context.cookies()
    assert not kept(phone)


def test_P01_going_back_after_the_meeting_shows_nothing_of_it(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.write("En sang")
    phone.go(f"/m/{gathering.id}/mine")
    phone.sees("En sang")
    phone.go("/")
    gathering.end()
    gathering.delete()
    for _ in range(2):
        phone.page.go_back()
        phone.sees(phone.t("phone.gone.title"))
        phone.lacks("En sang")


# --- what it takes to look ---


def walk(gathering: Gathering, phone: Phone, control: Device, wall: Device) -> Iterator[Device]:
    """Goes to every kind of page that there is, and gives whoever has come to a new one."""
    lead = f"/lead/m/{gathering.id}"
    for place in ("/", f"/m/{gathering.id}/"):
        phone.go(place)
        yield phone
    phone.join()
    for place in ("/lead/", "/lead/plans/T1", "/lead/helpers", f"{lead}/end", f"{lead}/sort/notes", f"{lead}/"):
        control.go(place)
        yield control
    for step in ("hello", "sky", "notes", "dots", "answer", "out"):
        gathering.go(step)
        phone.at(step)
        expect(wall.page.locator(f"#scene-{step}-0")).to_be_visible()
        expect(control.page.locator(f"#rail-{step} [aria-current=step]")).to_be_visible()
        yield from (phone, control, wall)
    phone.field.fill("Et ord")
    phone.button("writing.send").click()
    phone.rests()
    for place in ("help", "mine", ""):
        phone.go(f"/m/{gathering.id}/{place}")
        yield phone
    gathering.end()
    phone.sees(phone.t("phone.over.thanks"))
    wall.sees(wall.t("projector.over"))
    for place in ("/notes", "/delete"):
        control.go(lead + place)
        yield control
    yield from (phone, wall)


def watch(device: Device) -> list[str]:
    """Every window that a page opens to say something: ours never do."""
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    device.context.on("dialog", note)
    return opened


def shown(page: Page) -> set[str]:
    """The whole texts of what stands on the page, as a reader sees them."""
    texts = page.eval_on_selector_all("body *:not(script):not(style)", "all => all.map(each => each.textContent)")
    values = page.eval_on_selector_all("textarea", "all => all.map(each => each.value)")
    return {re.sub(r"\s+", " ", text).strip() for text in (*texts, *values)}


def kept(phone: Phone) -> dict[str, str]:
    """What lies in the browser's own storage."""
    return phone.page.evaluate("({ ...localStorage, ...sessionStorage })")
