"""Quiet work stays on the phone: every byte that leaves it is written down while everything in it is used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, quote_plus

import pytest
from playwright.sync_api import Browser, Dialog, Request, WebSocket, expect

from tests import axe
from tests.browsers import Gathering, Phone
from tests.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]

STEPS = ["quiet", "cards", "sorting", "map", "own-line", "line", "step"]
SECRET = "Ž§ҩ"  # as short as the shortest field, and of letters that nothing else here has
WORDS = ".private textarea, .private input"

every_step = pytest.mark.parametrize("step", STEPS)


@pytest.fixture
def evening(browser: Browser, house: Server) -> Iterator[Gathering]:
    """A meeting of quiet steps."""
    with Gathering(browser, house, plan="Q1") as evening:
        yield evening


class Listener:
    """Writes down all that one phone says: what travels, and before it is masked what goes over the live connection."""

    def __init__(self, phone: Phone):
        self.phone = phone
        self.posted: list[dict[str, list[str]]] = []
        self.frames: list[str] = []
        phone.context.on("request", self._asked)
        phone.page.on("websocket", self._connected)

    @property
    def everything(self) -> str:
        assert self.phone.wire
        return self.phone.wire.said + "".join(self.frames) + "".join(self.phone.requested)

    def has(self, text: str) -> bool:
        """Whether it has been said, plainly or in the ways that addresses, forms and frames write letters."""
        written = {text, quote(text), quote(text).lower(), quote_plus(text), json.dumps(text)[1:-1]}
        return any(each in self.everything for each in written)

    def _asked(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/do"):
            self.posted.append(parse_qs(request.post_data or "", keep_blank_values=True))

    def _connected(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self.frames.append(str(frame)))


def use(phone: Phone) -> None:
    """Presses every button there is for choosing, then writes in every field and puts on what is written."""
    page = phone.page
    expect(page.locator("#private")).to_be_visible()
    for more in page.locator(".private details:not([open]) > summary").all():
        more.click()
    for button in page.locator(".private [data-own] button, .private [data-use]").all():
        if button.is_visible() and button.is_enabled():
            button.click()
    for field in page.locator(WORDS).all():
        if field.is_visible():
            field.fill(SECRET[: int(field.get_attribute("maxlength") or 99)])
    for button in page.locator(".private [data-add]").all():
        if button.is_visible():
            button.click()


def kept(phone: Phone) -> dict[str, str]:
    return phone.page.evaluate("({ ...localStorage, ...sessionStorage })")


@every_step
def test_nothing_that_is_written_or_chosen_ever_leaves_the_phone(evening: Gathering, step: str):
    phone = evening.phone(wired=True)
    heard = Listener(phone)
    evening.go(step)
    phone.at(step)
    use(phone)
    assert SECRET in str(kept(phone))
    for tool in ("keep", "copy", "print"):
        phone.page.locator(f".private [data-tool={tool}]").click()
    phone.page.reload()
    phone.at(step)
    use(phone)
    phone.page.locator(".act .send").click()
    phone.rests()
    phone.go(f"/m/{evening.id}/mine")
    phone.sees(SECRET)
    evening.end()
    phone.go(f"/m/{evening.id}/")
    phone.sees(phone.t("phone.over.thanks"))
    assert SECRET in phone.page.content()
    assert not heard.has(SECRET)
    assert [sorted(form) for form in heard.posted if form["type"] != ["pass"]] == []
    allowed = {"type", "step", "once", "padding", "proof"}  # the last two are the same whatever one does
    assert [set(form) - allowed for form in heard.posted if set(form) - allowed] == []
    assert all(key.startswith("samklang-own:") for key, value in kept(phone).items() if SECRET in value)


@every_step
def test_it_is_found_again_after_a_reload_and_after_being_done(evening: Gathering, step: str):
    phone = evening.phone()
    evening.go(step)
    phone.at(step)
    use(phone)
    before = kept(phone)
    phone.page.reload()
    phone.at(step)
    expect(phone.page.locator("#private")).to_be_visible()
    assert {key: value for key, value in kept(phone).items() if "own" in key} == before
    phone.passes()
    assert SECRET not in phone.page.locator("main").inner_text(), "what is there lies behind one press"
    phone.page.locator("#later > summary").click()
    expect(phone.page.locator("#private")).to_be_visible()
    values = phone.page.locator(WORDS).evaluate_all("all => all.map(each => each.value).join()")
    assert SECRET in values + phone.page.locator("#private").inner_text()


@every_step
def test_what_is_deleted_is_gone_from_the_phone(evening: Gathering, step: str):
    phone = evening.phone()
    evening.go(step)
    phone.at(step)
    use(phone)
    phone.page.locator(".private > .own-tools [data-tool=ask]").click()
    phone.page.locator(".private > .own-tools [data-tool=clear]").click()
    phone.sees(phone.t("private.said.cleared"))
    assert SECRET not in str(kept(phone))
    assert SECRET not in phone.page.locator("main").inner_text()
    phone.page.reload()
    phone.at(step)
    assert SECRET not in phone.page.content()


@every_step
def test_a_page_of_quiet_work_can_be_used_by_anyone_with_a_finger_a_key_or_an_ear(evening: Gathering, step: str):
    phone = evening.phone()
    evening.go(step)
    phone.at(step)
    use(phone)
    phone.page.locator(".private > .own-tools [data-tool=ask]").click()
    assert not axe.problems(phone.page)
    assert not axe.too_small(phone.page)
    phone.page.set_viewport_size({"width": 320, "height": 640})
    phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert axe.sideways(phone.page) <= 0


@every_step
def test_without_a_script_there_is_a_page_for_paper_and_nothing_to_lose(evening: Gathering, step: str):
    phone = evening.phone(java_script_enabled=False)
    evening.go(step)
    phone.page.reload()
    phone.sees(phone.t("private.paper"))
    assert not any(field.is_visible() for field in phone.page.locator(WORDS).all())
    assert not any(button.is_visible() for button in phone.page.locator(".private button").all())
    phone.page.locator(".act .pass").click()
    phone.rests()


# --- sharing on purpose ---


def test_what_is_shared_on_purpose_is_seen_first_then_sent_and_can_be_taken_back(evening: Gathering):
    phone = evening.phone(wired=True)
    heard = Listener(phone)
    evening.go("line")
    phone.at("line")
    phone.page.locator("#own-focus").fill("Musik igen")
    phone.page.locator("#own-q1").fill(SECRET)
    phone.page.locator("#purpose > summary").click()
    pieces = phone.page.locator("[data-pieces] button")
    expect(pieces).to_have_text(["Musik igen"])
    pieces.click()
    expect(phone.field).to_have_value("Musik igen")
    assert heard.posted == [] and not heard.has("Musik igen"), "nothing has left before the last press"
    assert not [key for key, value in kept(phone).items() if "Musik igen" in value and "own" not in key]
    phone.button("private.share_now").click()
    phone.rests()
    assert heard.has("Musik igen") and not heard.has(SECRET)
    phone.page.locator("#later > summary").click()
    phone.own("Musik igen").get_by_role("button", name=phone.t("writing.take_back_of", text="Musik igen")).click()
    expect(phone.own("Musik igen")).to_have_count(0)
    expect(phone.page.locator("#own-focus")).to_have_value("Musik igen")


def test_sharing_and_being_done_look_the_same_to_a_neighbour(evening: Gathering):
    shares, passes = evening.phones(2)
    evening.go("cards")
    for phone in (shares, passes):
        phone.at("cards")
        phone.page.locator("[data-card='0'] button").click()
    shares.page.locator("#purpose > summary").click()
    shares.page.locator("[data-pieces] button").click()
    shares.button("private.share_now").click()
    shares.rests()
    passes.passes()
    assert shares.page.locator("main").inner_text() == passes.page.locator("main").inner_text()


# --- what is kept ---


def test_all_that_is_kept_stands_under_mine_and_can_be_deleted_at_once(evening: Gathering):
    phone = evening.phone()
    for step in ("quiet", "step"):
        evening.go(step)
        phone.at(step)
        use(phone)
        phone.passes()
    phone.go(f"/m/{evening.id}/mine")
    items = phone.page.locator("[data-owns] > li")
    expect(items).to_have_count(2)
    expect(phone.page.get_by_text(phone.t("phone.mine.nothing"))).to_be_hidden()
    items.first.locator("[data-tool=ask]").click()
    items.first.locator("[data-tool=clear]").click()
    expect(items).to_have_count(1)
    evening.end()
    phone.go(f"/m/{evening.id}/")
    assert SECRET not in phone.page.locator("main").inner_text(), "somebody else may be looking"
    phone.page.locator("#own-kept > summary").click()
    phone.sees(SECRET)
    phone.page.locator("#own-kept [data-tool=ask]").first.click()
    phone.page.locator("#own-kept [data-tool=clear]").first.click()
    phone.sees(phone.t("private.said.cleared"))
    assert SECRET not in str(kept(phone))


def test_what_is_kept_can_be_read_and_deleted_when_the_meeting_itself_is_gone(evening: Gathering):
    phone = evening.phone()
    evening.go("quiet")
    phone.at("quiet")
    use(phone)
    evening.end()
    evening.delete()
    phone.go(f"/m/{evening.id}/")
    phone.sees(phone.t("phone.gone.title"))
    for place in (f"/m/{evening.id}/", "/"):
        phone.go(place)
        phone.page.locator("#own-kept > summary").click()
        phone.sees(SECRET)


def test_only_what_someone_has_asked_to_keep_stays_for_days(evening: Gathering):
    phone = evening.phone()
    evening.go("quiet")
    phone.at("quiet")
    use(phone)
    long_ago = """name => {
      const key = Object.keys(localStorage).find(each => each.startsWith("samklang-own:"));
      localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage[key]), at: 0, keep: name === "keep" }));
    }"""
    phone.page.evaluate(long_ago, "keep")
    phone.page.reload()
    expect(phone.page.locator("#own-note")).to_have_value(SECRET)
    phone.page.evaluate(long_ago, "let")
    phone.page.reload()
    expect(phone.page.locator("#private")).to_be_visible()
    assert SECRET not in str(kept(phone))


def test_what_is_deleted_in_one_tab_is_gone_from_the_other(evening: Gathering):
    phone = evening.phone()
    evening.go("quiet")
    phone.at("quiet")
    use(phone)
    other = phone.context.new_page()
    other.goto(f"/m/{evening.id}/mine")
    other.locator("#own-kept [data-owns] [data-tool=ask]").click()
    other.locator("#own-kept [data-owns] [data-tool=clear]").click()
    expect(phone.page.locator("#own-note")).to_have_value("")


def test_printing_shows_one_piece_of_work_and_nothing_of_the_page(evening: Gathering):
    phone = evening.phone()
    phone.page.add_init_script("window.print = () => {}")
    evening.go("quiet")
    phone.page.reload()
    phone.at("quiet")
    use(phone)
    phone.page.locator("[data-tool=print]").click()
    phone.page.emulate_media(media="print")
    expect(phone.page.locator("#own-paper")).to_contain_text(SECRET)
    expect(phone.page.locator("#screen")).to_be_hidden()
    phone.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(phone.page.locator("#own-paper")).to_have_count(0)


# --- what each of them does ---


def test_cards_are_narrowed_down_and_one_may_keep_more_than_was_asked_for(evening: Gathering):
    phone = evening.phone()
    evening.go("cards")
    phone.at("cards")
    cards = phone.page.locator(".deck li:visible button")
    for n in range(4):
        cards.nth(n).click()
    phone.page.locator("#own-card").fill("Et langt bad")
    phone.page.keyboard.press("Enter")
    phone.button("deck.on").click()
    expect(cards).to_have_count(5)
    for n in (1, 4):
        cards.nth(n).click()
    phone.button("deck.on").click()
    expect(cards).to_have_count(2)
    phone.page.reload()
    phone.at("cards")
    expect(cards).to_have_count(2)
    expect(phone.button("deck.on")).to_be_hidden()
    phone.button("deck.back").click()
    expect(cards).to_have_count(5)
    expect(phone.page.locator(".deck [aria-pressed=true]")).to_have_count(2)


def test_a_mark_on_the_map_is_moved_by_keys_or_by_a_finger(evening: Gathering):
    phone = evening.phone()
    evening.go("map")
    phone.at("map")
    page = phone.page
    page.locator("#own-mark").fill("M")
    page.locator("[data-ring='2']").press("Enter")
    in_list = page.locator(".relation [data-move='2']")
    expect(in_list).to_have_attribute("aria-pressed", "true")
    page.locator(".relation [data-move='1']").press("Enter")
    expect(in_list).to_have_attribute("aria-pressed", "false")
    picture, mark = page.locator(".rings-of").bounding_box(), page.locator(".rings-of [data-mark]").bounding_box()
    assert picture and mark
    page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.mouse.down()
    page.mouse.move(picture["x"] + picture["width"] / 2 + 60, picture["y"] + picture["height"] / 2)
    page.mouse.up()
    expect(page.locator(".relation [data-move='0']")).to_have_attribute("aria-pressed", "true")


def test_points_on_a_line_are_put_in_ones_own_order_by_keys(evening: Gathering):
    phone = evening.phone()
    evening.go("own-line")
    phone.at("own-line")
    points = phone.page.locator("[data-point] .tx")
    for text in ("Huset", "Åen", "Sangen"):
        phone.page.locator("#own-point").fill(text)
        phone.page.keyboard.press("Enter")
    phone.page.locator("[data-point='2'] [data-by='-1']").press("Enter")
    expect(points).to_have_text(["Huset", "Sangen", "Åen"])
    phone.page.keyboard.press("Enter")
    expect(points).to_have_text(["Sangen", "Huset", "Åen"])
    phone.page.locator("[data-point='1'] [data-remove]").click()
    expect(points).to_have_text(["Sangen", "Åen"])


def test_the_six_cards_of_the_line_come_one_at_a_time_and_each_can_be_skipped(evening: Gathering):
    phone = evening.phone()
    evening.go("line")
    phone.at("line")
    seen = []
    for _ in range(6):
        card = phone.page.locator("#line-cards textarea:visible")
        expect(card).to_have_count(1)
        seen.append(card.get_attribute("id"))
        phone.button("line.on").click()
    assert seen == [f"own-q{n}" for n in range(1, 7)]
    phone.sees(phone.t("line.cards.end"))
    expect(phone.button("line.on")).to_be_hidden()
    assert kept(phone) == {}, "going past a card leaves nothing"


def test_markup_in_ones_own_words_is_shown_as_it_was_written(evening: Gathering):
    phone, markup = evening.phone(), '"><img src=x onerror=alert(1)>'
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    phone.page.on("dialog", note)
    for step, field in (("cards", "#own-card"), ("sorting", "#own-card"), ("own-line", "#own-point")):
        evening.go(step)
        phone.at(step)
        phone.page.locator(field).fill(markup)
        phone.page.locator(".private [data-add]").click()
        phone.sees(markup)
        phone.passes()
    phone.go(f"/m/{evening.id}/mine")
    expect(phone.page.locator("[data-owns] dd").get_by_text(markup, exact=True).first).to_be_visible()
    assert not phone.page.locator("main img").count() and not dialogs
