"""Every screen of every activity in a real browser: nothing runs off the picture or is too small to read or to hit."""

import re
import threading
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Response
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import make_server

from samklang.app import create_app
from shared import gallery
from shared.activity import activities
from shared.config import Config
from shared.screen import BUILT, STATIC
from shared.words import LANGUAGES
from tests import axe
from tests.rooms import ADDRESS

pytestmark = pytest.mark.browser

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
# Puts each example in the page that is open, where the phone's own script takes it up as it does in a meeting.
PUT = """
  await document.fonts.ready;
  const fetched = (frame) => new Promise((done) => {
    const asked = new XMLHttpRequest();
    asked.open('GET', frame);
    asked.responseType = 'document';
    asked.onload = () => done(asked);
    asked.send();
  });
  async function put(frame) {
    localStorage.clear();
    const { status, response } = await fetched(frame), screen = document.getElementById('screen');
    document.documentElement.lang = response.documentElement.lang;
    if (screen) screen.replaceChildren(...response.querySelector('#screen').childNodes);
    else document.body.replaceWith(response.body);
    await Promise.resolve();
    return status === 200 ? [] : [`answered ${status}`];
  }
  function use(room) {
    for (const each of document.querySelectorAll('details')) each.open = true;
    const choices = '[data-own] button, [data-use], [data-move=up]';
    for (const each of room.querySelectorAll(choices)) if (each.checkVisibility() && !each.disabled) each.click();
    for (const each of room.querySelectorAll('textarea, input')) {
      if (!each.checkVisibility()) continue;
      const most = each.maxLength > 0 ? each.maxLength : 99;
      each.value = 'En stille morgen ved menneskerettighedsorganisationerne'.slice(0, most);
      each.dispatchEvent(new Event('input', { bubbles: true }));
    }
    for (const each of room.querySelectorAll('[data-add]')) if (each.checkVisibility()) each.click();
    const clear = room.querySelector('[data-tool=ask]');
    if (clear.checkVisibility()) clear.click();
    return clear.checkVisibility();
  }"""

MEASURE = (
    "async ({frames, text, smallest, thumbs, picture}) => {"
    + PUT
    + """
  const root = document.documentElement, wrong = {};
  root.style.fontSize = text === 100 ? '' : `${text}%`;
  for (const [name, frame] of Object.entries(frames)) {
    const found = [...(await put(frame)), ...measured()];
    const room = document.querySelector('[data-private]');
    if (room) found.push(...(use(room) ? measured() : ['nothing can be written or chosen']));
    if (found.length) wrong[name] = found;
  }
  return wrong;
  function measured() {
    const found = [];
    for (const e of document.querySelectorAll('main *, .act *')) {
      if (e.closest('svg, .vh') || !e.checkVisibility()) continue;
      const box = e.getBoundingClientRect(), size = parseFloat(getComputedStyle(e).fontSize);
      const words = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      const say = (what) => found.push(`${what}: ${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`);
      if (words && (box.right > root.clientWidth + 1 || box.left < -1)) say('beside the picture');
      if (words && picture && box.bottom > root.clientHeight + 1) say('below the picture');
      if (words && picture && isCovered(e, box)) say('below something else');
      if (words && size < smallest - .1) say(`too small, ${size} px`);
      if (thumbs && e.matches('button, summary, a, textarea, .wx label') && box.height < 43.5) say('hard to hit');
    }
    if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways, to ${root.scrollWidth}`);
    return found;
  }
  function isCovered(e, box) {
    const ends = [[box.left + 2, box.top + 2], [box.left + box.width / 2, box.bottom - 2]];
    const above = ends.map(([x, y]) => document.elementFromPoint(x, y)).filter((at) => at && !at.closest('svg'));
    return above.some((at) => !at.contains(e) && !e.contains(at));
  }
}"""
)

# Every example is put into one page. What is built as another one was before it, but for words and numbers, is passed.
EXAMINE = (
    "async ({frames, rules, reached}) => {"
    + PUT
    + """
  const wrong = {}, seen = new Set();
  document.documentElement.style.fontSize = '';
  const built = (e) => {
    const about = [...e.attributes].map((a) => /^(aria-|on|tab|role|disabled|type|hidden)/.test(a.name) ? a.name : '');
    const parts = [...new Set([...e.children].map(built))];
    return `<${e.tagName}.${e.className?.baseVal ?? e.className}${about.sort().join('')}>${parts.join('')}</>`;
  };
  for (const [name, frame] of Object.entries(frames)) {
    const found = await put(frame);
    found.push(...(await examined()));
    const room = document.querySelector('[data-private]');
    if (room) use(room);
    if (room) found.push(...(await examined()));
    if (found.length) wrong[name] = found;
  }
  return wrong;
  async function examined() {
    const found = [];
    document.querySelectorAll('details').forEach((each) => each.open = true);
    const shape = built(document.body);
    if (seen.has(shape)) return found;
    seen.add(shape);
    for (const e of document.querySelectorAll(reached)) {
      if (!e.checkVisibility() || e.disabled || e.closest('[inert]')) continue;
      e.focus();
      if (document.activeElement !== e) found.push(`no key comes to ${e.outerHTML.slice(0, 160)}`);
      if (e.tabIndex > 0) found.push(`out of turn: ${e.outerHTML.slice(0, 160)}`);
    }
    for (const e of document.querySelectorAll('[role=button], [role=option], [draggable=true]')) {
      if (e.checkVisibility() && e.tabIndex < 0) found.push(`only a mouse comes to ${e.outerHTML.slice(0, 160)}`);
    }
    document.activeElement?.blur();
    const asked = { runOnly: rules, iframes: false, resultTypes: ['violations'] };
    const { violations } = await axe.run(document.body, asked);
    for (const each of violations) for (const node of each.nodes) found.push(`${each.id}: ${node.html.slice(0, 160)}`);
    return found;
  }
}"""
)
SCREENS = {"participant": (390, 844), "projector": (1920, 1080), "facilitator": (352, 700)}


@pytest.fixture(scope="module")
def address():
    """Samklang in development, so that it has its gallery, with the built style sheets beside it."""
    config = Config(data=Path(":memory:"), async_mode="threading", dev=True)
    app, _, house = create_app(config, {}, lambda: ADDRESS)
    app.add_url_rule(f"{STATIC}<name>", "static", _built)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/gallery/"
    server.shutdown()
    thread.join()
    server.server_close()
    house.log.close()


class Screens:
    """One page for each audience, into which every example is put."""

    def __init__(self, browser: Browser, address: str):
        self.browser, self.address = browser, address
        self.pages: dict[str, Page] = {}
        self.said: list[str] = []

    def measure(self, kind: str, audience: str, size: tuple[int, int], langs: Sequence[str] = ("da",), **rules: object):
        """What is wrong with an activity's examples, each by name and language."""
        asked = {"text": 100, "smallest": 0, "thumbs": False, "picture": False, **rules}
        return self._look(kind, audience, size, langs, MEASURE, asked)

    def examine(self, kind: str, audience: str):
        """What a machine, or who has no mouse, finds wrong with them."""
        rules = [rule for rule in axe.RULES if rule != "best-practice"]  # those are about whole pages
        asked = {"rules": rules, "reached": axe.REACHED}
        return self._look(kind, audience, SCREENS[audience], ("da",), EXAMINE, asked)

    def _look(self, kind: str, audience: str, size: tuple[int, int], langs: Sequence[str], how: str, asked: dict):
        page = self._page(audience)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        names = [(name, lang) for name in gallery.examples(kind) for lang in langs]
        frames = {f"{name} ({lang})": f"{self.address}{kind}/{name}/{audience}?lang={lang}" for name, lang in names}
        self.said.clear()
        wrong = page.evaluate(how, {"frames": frames, **asked})
        return wrong | ({"console": list(self.said)} if self.said else {})

    def _page(self, audience: str) -> Page:
        if audience not in self.pages:
            page = self.pages[audience] = self.browser.new_page(reduced_motion="reduce")
            page.on("console", self._note)
            page.on("pageerror", lambda error: self.said.append(str(error)))
            page.goto(f"{self.address}info/{next(iter(gallery.examples('info')))}/{audience}")
            page.evaluate(axe.source())
        return self.pages[audience]

    def _note(self, message: ConsoleMessage) -> None:
        if "favicon" not in str(message.location):
            self.said.append(message.text)


@pytest.fixture(scope="module")
def screens(browser: Browser, address: str):
    screens = Screens(browser, address)
    yield screens
    for page in screens.pages.values():
        page.close()


every_activity = pytest.mark.parametrize("kind", list(activities()))


@every_activity
def test_the_projector_shows_every_word_and_none_under_32_pixels(screens, kind):
    assert screens.measure(kind, "projector", (1920, 1080), ("da", "nn"), smallest=32, picture=True) == {}


@every_activity
def test_a_phone_shows_every_word_and_every_button_fits_a_thumb(screens, kind):
    assert screens.measure(kind, "participant", (390, 844), LANGUAGES, smallest=16, thumbs=True) == {}


@every_activity
def test_a_small_phone_with_text_twice_as_large_never_scrolls_sideways(screens, kind):
    assert screens.measure(kind, "participant", (320, 568), text=200, smallest=32) == {}


@every_activity
def test_the_control_screens_column_holds_every_word(screens, kind):
    assert screens.measure(kind, "facilitator", (352, 700), smallest=14) == {}


@every_activity
@pytest.mark.parametrize("audience", list(SCREENS))
def test_every_screen_is_open_to_all_and_to_the_keyboard_alone(screens, kind, audience):
    assert screens.examine(kind, audience) == {}


def test_the_index_names_every_activity_and_example(address: str):
    with urlopen(address + "?lang=en") as answer:
        page = answer.read().decode()
    named = re.findall(r'<section class="example" id="([^"]+)"', page)
    assert named == [f"{kind}-{name}" for kind in activities() for name in gallery.examples(kind)]
    assert "<title>All screens</title>" in page


def _built(name: str) -> Response:
    return Response((BUILT / name).read_bytes(), content_type=TYPES["." + name.rpartition(".")[2]])
