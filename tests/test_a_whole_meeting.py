"""One evening in one room, from the link in the terminal to the deletion: what each screen shows and never gets.

Every device has a wire that writes down all that comes to it, so that what must not be seen must not have travelled.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Browser, Download, Page, expect

from shared.log import Log
from shared.words import words
from tests.browsers import Company, Control, Device, Phone, Projector, server_with_our_plan
from tests.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]

NOTES = [
    "En sang om morgenen",
    "Min søsters latter",
    "Havet i blæst",
    "At nogen ringer",
    "Brød der dufter",
    "Min cykel",
]
LATE = "En sidste tanke"
WORD = "Lidt mere ro"
ANSWERS = ["Et lån af ro", "Søvn nok", "En hånd på skulderen", "At gå langsomt", "Te om aftenen", "Et godt råd"]


class Evening(Company):
    """The room: who leads, the wall, and six people with phones."""

    control: Control
    wall: Projector
    phones: list[Phone]

    @property
    def id(self) -> str:
        found = re.search(r"/m/([\w-]+)/", self.control.page.url)
        assert found
        return found[1]

    def has_not_reached(self, texts: list[str], *devices: Device) -> None:
        for device in devices:
            heard = device.heard()
            assert not [text for text in texts if text in heard]


@pytest.fixture
def evening(browser: Browser, tmp_path: Path) -> Iterator[Evening]:
    with server_with_our_plan(tmp_path) as server, Evening(browser, server) as evening:
        yield evening


def test_a_whole_meeting(evening: Evening):
    open_from_the_library(evening)
    come_in(evening)
    check_in(evening)
    write_together(evening)
    sort_into_themes(evening)
    give_dots(evening)
    let_answers_through(evening)
    lead_together(evening)
    check_out(evening)
    nobody_has_learned_who_wrote_what(evening)
    take_the_notes_home(evening)
    delete(evening)


# --- the chapters ---


def open_from_the_library(evening: Evening) -> None:
    evening.control = control = evening.bring(Control, wired=True)
    control.go(evening.server.control_link)
    stranger = evening.bring(Control)
    stranger.go(evening.server.control_link)
    stranger.sees(stranger.t("key_used.title"))

    hope = control.page.get_by_role("region", name=control.t("domain.hope"))
    hope.get_by_role("link", name="En lille aften").click()
    control.sees("Hvad giver dig håb?")
    control.press("open-meeting")
    control.sees("Før I begynder", "En lille aften")

    window = control.link("control.window").first.get_attribute("href")
    assert window
    evening.wall = evening.bring(Projector, wired=True)
    evening.wall.go(window)
    assert window.rpartition("/")[2] not in evening.wall.page.url


def come_in(evening: Evening) -> None:
    wall, control = evening.wall, evening.control
    for size in ((1920, 1080), (1280, 720), (1024, 768)):
        wall.page.set_viewport_size({"width": size[0], "height": size[1]})
        scanned = photographed(wall.page)
        assert len(scanned) == 1, f"no camera could read the code at {size}"
    evening.phones = [evening.bring(Phone, wired=True) for _ in NOTES]
    anna, bo, carl, dora, *others = evening.phones
    for phone in (anna, bo, carl, *others):
        phone.go(scanned[0])
        phone.sees(phone.t("phone.join.title"), phone.t("phone.join.noname"), phone.t("phone.join.seen"))
        assert scanned[0].rpartition("/")[2].lower() not in phone.page.url.lower()
    code = wall.page.locator(".code").inner_text()
    dora.go("/")
    dora.page.get_by_label(dora.t("phone.code.label")).fill(code.lower())
    dora.button("phone.code.button").click()
    carl.page.get_by_role("button", name="English", exact=True).click()
    carl.t = words("en")
    carl.sees(carl.t("phone.join.noname"))
    expect(wall.page.locator(".seat")).to_have_count(0)
    for phone in evening.phones:
        phone.join()
        phone.sees(phone.t("phone.lobby.title"))
    expect(wall.page.locator(".seat")).to_have_count(6)
    wall.sees(wall.t("projector.here", n=6))
    expect(control.page.locator("#here")).to_contain_text("6")

    control.press("next")
    control.is_at("hello")
    anna.sees("Find en plads, hvor du sidder godt.")
    carl.sees("Find a place where you sit well.")
    wall.sees("Find en plads, hvor du sidder godt.")
    control.page.keyboard.press("PageDown")
    control.is_at("sky")


def check_in(evening: Evening) -> None:
    wall, control = evening.wall, evening.control
    *choosing, passing = evening.phones
    for phone, kind in zip(choosing, ("rain", "rain", "fog", "sun", "sun"), strict=True):
        phone.at("sky")
        phone.page.get_by_role("radio", name=phone.t(f"arriving.sky.{kind}"), exact=True).check(force=True)
        phone.button("writing.send").click()
        phone.rests()
    passing.passes()
    assert passing.page.screenshot() == choosing[0].page.screenshot(), "passing looks different from having chosen"
    expect(wall.page.locator(".sky")).to_be_visible()
    expect(wall.page.locator(".people")).to_have_count(0)
    control.press("reveal")
    expect(wall.page.locator(".people")).to_have_count(3)
    control.press("next")
    control.is_at("notes")


def write_together(evening: Evening) -> None:
    wall, control = evening.wall, evening.control
    anna, bo, *_, last = evening.phones
    for phone, text in zip(evening.phones, NOTES, strict=True):
        phone.at("notes")
        phone.write(text)
    anna.write(LATE)
    last.passes()
    control.sees(control.t("inbox.none.together"))
    wall.sees("Hvad giver dig håb?", wall.t("showing.still.together"))
    evening.has_not_reached([*NOTES, LATE], wall, control)

    control.press("close")
    for text in (*NOTES, LATE):
        expect(control.note(text)).to_be_visible()
    evening.has_not_reached([*NOTES, LATE], wall)
    control.with_note(NOTES[4], "hide")
    expect(control.note(NOTES[4])).to_have_count(0)
    control.with_note(LATE, "hold")
    expect(control.page.locator("#inbox-later")).to_be_visible()
    control.press("reveal")
    wall.sees(NOTES[0])
    assert sorted(wall.texts()) == sorted([*NOTES[:4], NOTES[5]])
    assert NOTES[0] in wall.heard(), "the wire hears what is shown"
    evening.has_not_reached([NOTES[4], LATE], wall)

    control.turn_to("hidden")
    control.with_note(NOTES[4], "bring_back")
    control.turn_to("waiting")
    control.with_note(NOTES[4], "show")
    wall.sees(NOTES[4])
    control.turn_to("shown")
    control.with_note(NOTES[3], "hide")
    expect(wall.page.get_by_text(NOTES[3])).to_have_count(0)
    control.press("undo")
    wall.sees(NOTES[3])

    bo.own(NOTES[1]).get_by_role("button", name=bo.t("writing.take_back")).click()
    expect(bo.own(NOTES[1])).to_have_count(0)
    control.turn_to("waiting")
    control.with_note(LATE, "show")  # something happens, and the wall looks again
    wall.sees(LATE)
    wall.lacks(NOTES[1])
    control.lacks(NOTES[1])
    for phone, text in zip(evening.phones, NOTES, strict=True):
        evening.has_not_reached([other for other in (*NOTES, LATE) if other not in (text, LATE)], phone)
    evening.has_not_reached([LATE], *evening.phones[1:])


def sort_into_themes(evening: Evening) -> None:
    wall, page = evening.wall, evening.control.page
    evening.control.press("next")
    evening.control.is_at("gather")
    page.locator("#to-sort").click()
    column = page.locator("#themes .col")
    for name in ("Mennesker", "Ude"):
        page.locator("#new-name").fill(name)
        page.keyboard.press("Enter")
        expect(page.locator("#themes").get_by_role("heading", name=name, exact=True)).to_be_visible()
    page.locator(".tray .cn").filter(has_text=NOTES[3]).focus()
    page.keyboard.press("1")
    expect(column.nth(0).locator(".cn")).to_have_text([NOTES[3]])
    page.locator(".tray .cn").filter(has_text=NOTES[5]).focus()
    page.keyboard.press("2")
    expect(column.nth(1).locator(".cn")).to_have_text([NOTES[5]])
    drag(page, NOTES[2], 1)
    expect(column.nth(1).locator(".cn")).to_have_count(2)
    wall.lacks("Mennesker")
    evening.has_not_reached(["Mennesker"], wall, *evening.phones)
    page.locator("#show button").click()
    expect(wall.page.get_by_role("heading", name="Mennesker")).to_be_visible()
    outside = wall.page.locator(".cluster", has=wall.page.get_by_role("heading", name="Ude", exact=True))
    expect(outside.locator(".n")).to_have_count(2)
    page.get_by_role("link", name=evening.control.t("wall.sort.back")).click()
    evening.control.is_at("gather")


def give_dots(evening: Evening) -> None:
    wall, control = evening.wall, evening.control
    control.press("next")
    control.is_at("dots")
    for phone, favourite in zip(evening.phones, ["Ude"] * 4 + ["Mennesker"], strict=False):
        phone.at("dots")
        for option in (favourite, "Ude", "Mennesker"):
            phone.page.get_by_role("button", name=phone.t("dot_vote.more", option=option)).click()
        phone.button("dot_vote.send").click()
        phone.rests()
    evening.phones[5].passes()
    wall.sees("Ude", "Mennesker", wall.t("dot_vote.hidden"))
    expect(wall.page.locator(".vote .num")).to_have_count(0)
    expect(wall.page.locator(".vote .dot")).to_have_count(0)
    control.press("reveal")
    expect(wall.page.locator(".vote").filter(has_text="Ude").locator(".num")).to_contain_text("9")
    expect(wall.page.locator(".vote").filter(has_text="Mennesker").locator(".num")).to_contain_text("6")

    control.page.keyboard.press("b")
    wall.sees(wall.t("projector.covered"))
    wall.lacks("Mennesker")
    expect(control.page.locator("#cover")).to_have_attribute("aria-pressed", "true")
    control.press("cover")
    wall.sees("Mennesker")


def let_answers_through(evening: Evening) -> None:
    wall, control = evening.wall, evening.control
    control.press("next")
    control.is_at("answer")
    control.release("review")
    for phone, text in zip(evening.phones, ANSWERS, strict=True):
        phone.at("answer")
        phone.sees(phone.t("writing.how.review"))
        phone.field.fill(text)
        phone.button("writing.send").click()
        phone.rests()
    expect(control.page.locator("#in .q")).to_have_count(3)
    expect(wall.page.locator(".slip")).to_have_count(0)
    evening.has_not_reached(ANSWERS, wall)
    control.release("live")
    control.page.locator("#in .q").first.get_by_role("button", name=control.t("inbox.show")).click()
    expect(wall.page.locator(".slip")).to_have_count(1)
    control.press("close")
    expect(control.page.locator("#in .q")).to_have_count(5)
    assert len([text for text in ANSWERS if text in wall.heard()]) == 1, "people were told it is read first"
    control.press("reveal")
    expect(wall.page.locator(".slip")).to_have_count(6)


def lead_together(evening: Evening) -> None:
    wall, control = evening.wall, evening.control
    before = control.page.locator(".clock b").inner_text()
    control.press("more")
    expect(control.page.locator(".clock b")).not_to_have_text(before)
    control.page.locator("#undo").click()
    expect(control.page.locator(".clock b")).to_have_text(before)

    control.page.locator("#menu > summary").click()
    control.link("control.helpers").click()
    control.button("helpers.make").click()
    link = control.page.get_by_label(control.t("helpers.link")).input_value()
    control.page.get_by_role("link", name=control.t("control.back")).click()
    control.is_at("answer")
    helper = evening.bring(Control)
    helper.go(link)
    helper.page.get_by_role("link").filter(has_text=helper.t("library.go_on")).first.click()
    helper.is_at("answer")
    helper.press("next")
    control.is_at("out")
    wall.sees("Hvad tager du med dig?")
    control.page.reload()
    control.is_at("out")
    control.press("back")
    helper.is_at("answer")
    expect(control.page.locator("#tab-shown")).to_contain_text("6")
    helper.press("next")
    control.is_at("out")


def check_out(evening: Evening) -> None:
    wall, control = evening.wall, evening.control
    control.release("live")
    for phone in evening.phones[:5]:
        says_one_word(phone)
    assert wall.page.get_by_text(WORD).count() == 0, "with five, a batch would leave two behind"
    says_one_word(evening.phones[5])
    expect(wall.page.get_by_text(WORD)).to_have_count(3)
    control.press("close")
    expect(wall.page.get_by_text(WORD)).to_have_count(6)


def says_one_word(phone: Phone) -> None:
    phone.at("out")
    phone.sees(phone.t("writing.how.live"))
    phone.field.fill(WORD)
    phone.button("writing.send").click()
    phone.rests()


def nobody_has_learned_who_wrote_what(evening: Evening) -> None:
    """No name of anyone, in any step, has come to any screen; nor has a word to another phone."""
    with as_written(evening.server) as log:
        names = {fact.actor for fact in log.read(evening.id)} - {"lead", ""}
    assert len(names) > len(evening.phones), "everyone has another name in each step"
    evening.has_not_reached(sorted(names), evening.wall, evening.control, *evening.phones)
    for phone, answer in zip(evening.phones, ANSWERS, strict=True):
        evening.has_not_reached([other for other in ANSWERS if other != answer], phone)


def take_the_notes_home(evening: Evening) -> None:
    control, page = evening.control, evening.control.page
    control.press("finish")
    control.press("end")
    control.sees(control.t("notes.head"))
    evening.wall.sees(evening.wall.t("projector.over"))
    for phone in evening.phones:
        phone.sees(phone.t("phone.over.thanks"))
    line = page.locator(".it").filter(has_text=ANSWERS[1])
    line.get_by_role("button").click()
    expect(line).to_contain_text(control.t("notes.left_out"))
    lines = page.locator(".it:not(.no):not(.heads) bdi").all_inner_texts()
    stays = {*NOTES, LATE, "Ude", "Mennesker", *ANSWERS} - {NOTES[1], ANSWERS[1]}
    assert sorted(lines) == sorted(stays)
    for kind, said in (("md", from_markdown), ("html", from_page), ("csv", from_table), ("json", from_json)):
        with page.expect_download() as download:
            page.locator(f".fmt a[href$='.{kind}']").click()
        text = kept(download.value)
        assert sorted(said(text)) == sorted(lines), kind
        for missing in (ANSWERS[1], NOTES[1], "Lidt mere ro"):
            assert missing not in text


def delete(evening: Evening) -> None:
    control = evening.control
    control.link("notes.delete").click()
    control.button("notes.delete.yes").click()
    control.sees(control.t("gone.title"))
    evening.wall.sees(evening.wall.t("projector.nowhere"))
    for phone in evening.phones:
        phone.sees(phone.t("phone.gone.title"))
        assert phone.page.evaluate("localStorage.length") == 0


# --- what it takes to look ---


def photographed(page: Page) -> list[str]:
    """What a camera reads from the screen as it looks now."""
    look = page.context.new_page()
    grey = look.evaluate(
        """async picture => {
          const image = await createImageBitmap(await (await fetch(picture)).blob());
          const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
          canvas.drawImage(image, 0, 0);
          const { data } = canvas.getImageData(0, 0, image.width, image.height);
          let grey = "";
          for (let n = 0; n < data.length; n += 4) grey += String.fromCharCode(data[n + 1]); // green is enough
          return [image.width, image.height, btoa(grey)];
        }""",
        "data:image/png;base64," + base64.b64encode(page.screenshot()).decode(),
    )
    look.close()
    wide, high, points = grey
    picture = memoryview(base64.b64decode(points)).cast("B", shape=[high, wide])
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def drag(page: Page, text: str, column: int) -> None:
    """Carries a note to a theme with the mouse."""
    page.locator(".tray .cn").filter(has_text=text).hover()
    page.mouse.down()
    place = page.locator("#themes .col").nth(column).bounding_box()
    assert place
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2, steps=4)
    page.mouse.up()


class as_written:
    """The log as it lies on the disk, read from a copy while the server goes on."""

    def __init__(self, server: Server):
        self.copy = server.data.with_name("copy")
        shutil.copytree(server.data, self.copy)

    def __enter__(self) -> Log:
        self.log = Log(self.copy / "samklang.db")
        return self.log

    def __exit__(self, *_: object) -> None:
        self.log.close()


def kept(download: Download) -> str:
    return Path(download.path()).read_text("utf-8-sig")


def from_markdown(text: str) -> list[str]:
    items = re.findall(r"^- (.*?)(?:: \d+ prikke?r?)?$", text, re.MULTILINE)
    return [re.sub(r"\\(.)", r"\1", item) for item in items]


def from_page(text: str) -> list[str]:
    return re.findall(r"<li><bdi>(.*?)</bdi></li>", text) + re.findall(r"<tr><td>(.*?)</td>", text)


def from_table(text: str) -> list[str]:
    rows = list(csv.reader(io.StringIO(text)))[2:-1]
    return [said for _, _, _, said, _ in rows if said != words("da")("notes.none")]


def from_json(text: str) -> list[str]:
    parts = [part for step in json.loads(text)["steps"] for part in step["parts"]]
    return [said for part in parts for said in (*part["texts"], *(dots["option"] for dots in part["dots"]))]
