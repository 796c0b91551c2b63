"""Real browsers for the tests: one Chromium in each worker, and in it a browser of its own for everyone in the room.

    def test_a_note_reaches_the_projector(gathering):
        wall = gathering.projector()
        anna = gathering.phone()
        gathering.go("notes")
        anna.write("En sang")

A gathering is one meeting on a server that runs beside the tests. Nothing here waits by the clock: a step goes on
when what people would wait for is on the screen.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, ConsoleMessage, Locator, expect, sync_playwright

from shared.words import words
from tests import chromium
from tests.servers import Server, serving
from tests.wire import Wire

PLANS = Path(__file__).parent / "plans"
PATIENCE = 15_000
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}
BEAMER = {"width": 1920, "height": 1080}
ONLY_NEWS = re.compile(r"Failed to load resource|WebSocket connection to")  # said when network or server is away

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker. Each device in it has cookies and storage of its own."""
    path = os.environ.get("SAMKLANG_CHROMIUM") or chromium.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.flags())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests of a worker that do not stop it; each opens a meeting of its own."""
    with server_with_our_plan(tmp_path_factory.mktemp("house")) as server:
        yield server


def server_with_our_plan(folder: Path) -> Server:
    """A server whose library also has the small plan that these tests walk through."""
    shutil.copytree(PLANS, folder / "data/plans")
    return serving(folder)


@pytest.fixture
def gathering(browser: Browser, house: Server) -> Iterator[Gathering]:
    """A meeting that has been opened and not begun."""
    with Gathering(browser, house) as gathering:
        yield gathering


class Device:
    """A browser in someone's hands. `wire` has all that has come to it, where one was asked for."""

    def __init__(self, browser: Browser, home: str, lang: str = "da", wired: bool = False, **like: Any):
        self.home, self.t = home, words(lang)
        self.wire = Wire() if wired else None
        if self.wire:
            like["proxy"] = {"server": self.wire.address}
        self.context: BrowserContext = browser.new_context(base_url=home, locale=lang, reduced_motion="reduce", **like)
        self.context.set_default_timeout(PATIENCE)
        self.requested: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self.requested.append(request.url))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("console", self._note)
        self.page = self.context.new_page()

    def go(self, address: str) -> None:
        self.page.goto(address)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def lacks(self, *texts: str) -> None:
        """Whether none of these is anywhere in the page, visible or not."""
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def heard(self) -> str:
        assert self.wire is not None, "this device has no wire"
        return self.wire.heard

    def button(self, key: str, **named: Any) -> Locator:
        return self.page.get_by_role("button", name=self.t(key, **named), exact=True)

    def link(self, key: str) -> Locator:
        return self.page.get_by_role("link", name=self.t(key), exact=True)

    def close(self) -> None:
        self.context.close()
        if self.wire:
            self.wire.close()

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)


class Phone(Device):
    """A participant's phone."""

    def __init__(self, browser: Browser, home: str, lang: str = "da", **like: Any):
        shape = {"viewport": PHONE, "is_mobile": True, "has_touch": True}
        super().__init__(browser, home, lang, **{**shape, **like})

    @property
    def field(self) -> Locator:
        return self.page.locator("#text")

    def join(self) -> Phone:
        self.button("phone.join.button").click()
        expect(self.page.locator("#screen")).not_to_have_attribute("data-place", "join")
        return self

    def at(self, step: str) -> None:
        """Waits until a step is on this phone."""
        expect(self.page.locator("#screen")).to_have_attribute("data-place", step)

    def write(self, text: str) -> None:
        """Writes and sends a note, and waits until the phone says that it is kept."""
        if not self.field.is_visible():
            self.page.locator("#later > summary").click()
        self.field.fill(text)
        self.button("writing.send").click()
        expect(self.own(text)).to_have_count(1)

    def passes(self) -> None:
        self.page.locator(".act .pass").click()
        self.rests()

    def rests(self) -> None:
        """Waits for the calm end of a step."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.t("writing.done"))

    def own(self, text: str) -> Locator:
        """A note of this phone's that the server has."""
        return self.page.locator(".mine > li.note:not(.later)").filter(has_text=text)

    def owned(self) -> list[str]:
        """All that this phone has given, from its own page."""
        self.go(f"{self.page.url.rstrip('/')}/mine")
        return self.page.locator(".mine .tx").all_inner_texts()


class Projector(Device):
    """The wall of the room."""

    def __init__(self, browser: Browser, home: str, lang: str = "da", viewport: Any = None, **like: Any):
        super().__init__(browser, home, lang, viewport=viewport or BEAMER, **like)

    def texts(self) -> list[str]:
        """The notes that hang there."""
        return self.page.locator("[id^=note-]").all_inner_texts()


class Control(Device):
    """Whoever leads, at the control screen."""

    def __init__(self, browser: Browser, home: str, lang: str = "da", viewport: Any = None, **like: Any):
        super().__init__(browser, home, lang, viewport=viewport or LAPTOP, **like)

    def press(self, id: str) -> None:
        """Presses a button known by its id: next, back, cover, close, open, reveal, undo."""
        self.page.locator(f"#{id}").click()

    def goes_to(self, step: str) -> None:
        self.page.locator(f"#rail-{step} button").click()
        self.is_at(step)

    def is_at(self, step: str) -> None:
        expect(self.page.locator(f"#rail-{step} [aria-current=step]")).to_be_visible()

    def note(self, text: str) -> Locator:
        """A note in the list that is open."""
        return self.page.locator("#in .q").filter(has_text=text)

    def with_note(self, text: str, button: str) -> None:
        """Presses "show", "hold", "hide" or "bring_back" beside a note, and waits until it has left the list."""
        self.note(text).get_by_role("button", name=self.t(f"inbox.{button}"), exact=True).click()

    def turn_to(self, tab: str) -> None:
        """Opens a list of the inbox: waiting, shown or hidden."""
        self.page.locator(f"#tab-{tab}").click()
        expect(self.page.locator(f"#tab-{tab}")).to_have_attribute("aria-current", "true")

    def release(self, mode: str) -> None:
        """Changes how what is written is let out."""
        self.page.locator(f".release button[value={mode}]").click()
        expect(self.page.locator(f".release button[value={mode}]")).to_have_attribute("aria-pressed", "true")


D = TypeVar("D", bound=Device)


class Company:
    """Everyone who has a device in a test. In the end their pages must have had nothing to complain of."""

    def __init__(self, browser: Browser, server: Server):
        self.browser, self.server = browser, server
        self.devices: list[Device | Quiet] = []

    def bring(self, kind: type[D], lang: str = "da", **like: Any) -> D:
        device = kind(self.browser, self.server.address, lang, **like)
        self.devices.append(device)
        return device

    def leave(self) -> None:
        complaints = [said for device in self.devices for said in device.complaints if not ONLY_NEWS.search(said)]
        for device in self.devices:
            device.close()
        assert not complaints, complaints

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()


class Gathering(Company):
    """One meeting and every device that is in it. Whoever leads speaks to the server itself, or uses a `control`."""

    def __init__(self, browser: Browser, server: Server, plan: str = "T1", lang: str = "da"):
        super().__init__(browser, server)
        self.lang = lang
        self.onces = itertools.count(1)
        self.leader = browser.new_context(
            base_url=server.address,
            storage_state=_leading(browser, server),
            extra_http_headers={"Origin": server.address},  # as the pages' own script would send
        )
        opened = self.leader.request.post("/lead/meetings", form={"plan": plan, "length": "90", "lang": lang})
        self.id = opened.url.rstrip("/").rpartition("/")[2]
        self.now = ""
        self.lead("cover", on=False)  # so that this meeting is not taken for the next one that is opened

    def leave(self) -> None:
        self.leader.close()
        super().leave()

    # --- who comes

    def phone(self, lang: str = "da", **like: Any) -> Phone:
        """A phone that has come in."""
        return self.stranger(lang, **like).join()

    def stranger(self, lang: str = "da", **like: Any) -> Phone:
        """A phone that stands at the door."""
        phone = self.bring(Phone, lang, **like)
        self.knock(phone.context)
        phone.go(f"/m/{self.id}/")
        return phone

    def knock(self, context: BrowserContext) -> None:
        """Types the code, as somebody who stands at the door has done."""
        headers = {"Origin": self.server.address}
        answer = context.request.post("/", form={"code": self.code()}, headers=headers)
        assert answer.ok, f"{answer.status} {answer.text()}"

    def phones(self, count: int, **like: Any) -> list[Phone]:
        return [self.phone(**like) for _ in range(count)]

    def others(self, count: int) -> list[Quiet]:
        """People who are in the meeting and send plain forms: so many are needed before anything is shown."""
        return [Quiet(self) for _ in range(count)]

    def projector(self, **like: Any) -> Projector:
        projector = self.bring(Projector, self.lang, **like)
        projector.go(self.screen_link())
        return projector

    def control(self, **like: Any) -> Control:
        control = self.bring(Control, self.lang, **{"storage_state": self.leader.storage_state(), **like})
        control.go(f"/lead/m/{self.id}/")
        return control

    def screen_link(self) -> str:
        page = self.leader.request.get(f"/lead/m/{self.id}/").text()
        found = re.search(rf"/screen/{re.escape(self.id)}/[\w-]+", page)
        assert found, "the control screen has no link to the projector"
        return found[0]

    def code(self) -> str:
        """What is typed to get in."""
        page = self.leader.request.get(f"/lead/m/{self.id}/").text()
        found = re.search(r'class="spaced">(\w+) (\w+)<', page)
        assert found, "the control screen has no code"
        return found[1] + found[2]

    # --- what whoever leads does

    def lead(self, type: str, step: str = "", **fields: Any) -> APIResponse:
        plain = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in fields.items()}
        form = {"type": type, "step": step, "once": f"lead-{self.id}-{next(self.onces)}", **plain}
        headers = {"Accept": "application/json"}
        answer = self.leader.request.post(f"/lead/m/{self.id}/do", form=form, headers=headers)  # type: ignore[arg-type]
        assert answer.ok, answer.text()
        return answer

    def go(self, step: str) -> None:
        self.lead("go", to=step, coming_from=self.now)
        self.now = step

    def end(self) -> None:
        self.lead("end")

    def delete(self) -> None:
        self.leader.request.post(f"/lead/m/{self.id}/delete", form={})


class Quiet:
    """Someone in the meeting whose phone no test looks at."""

    def __init__(self, gathering: Gathering):
        self.gathering = gathering
        home = gathering.server.address
        self.context = gathering.browser.new_context(base_url=home, extra_http_headers={"Origin": home})
        gathering.devices.append(self)
        self.complaints: list[str] = []
        self.names = itertools.count(1)
        gathering.knock(self.context)
        assert self.context.request.post(f"/m/{gathering.id}/join").ok

    def do(self, type: str, step: str, **fields: Any) -> None:
        name = f"q{id(self)}-{next(self.names)}"
        form = urlencode({"type": type, "step": step, "once": name, **fields}, doseq=True)
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        answer = self.context.request.post(f"/m/{self.gathering.id}/do", data=form, headers=headers)
        assert answer.json() == {"kept": True}, answer.text()

    def write(self, step: str, text: str) -> None:
        self.do("add", step, key=f"n{next(self.names)}", text=text)

    def vote(self, step: str, *dots: int) -> None:
        self.do("cast", step, **{"dots[]": dots})

    def passes(self, step: str) -> None:
        self.do("pass", step)

    def close(self) -> None:
        self.context.close()


_states: dict[str, Any] = {}  # address of a server -> the cookie of whoever leads there


def _leading(browser: Browser, server: Server) -> Any:
    """The cookie of whoever leads, from the link that the server printed; it can be followed only once."""
    if server.address not in _states:
        context = browser.new_context()
        assert context.request.get(server.control_link).ok
        _states[server.address] = context.storage_state()
        context.close()
    return _states[server.address]
