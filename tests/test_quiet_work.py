"""Quiet work stays on the phone: every byte that leaves it is written down while everything in it is used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, quote

import pytest
from playwright.sync_api import Browser, Request, WebSocket, expect

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
        written = {text, quote(text), quote(text).lower(), json.dumps(text)[1:-1]}
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
    phone.sees(phone.t("phone.over.thanks"), SECRET)
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
