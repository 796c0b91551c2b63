"""Every screen of every activity in a real browser: nothing runs off the picture or is too small to read or to hit."""

import threading
from pathlib import Path

import pytest
from flask import Response
from playwright.sync_api import Browser
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
MEASURE = """async ({frames, text, smallest, thumbs, picture}) => {
  const root = document.documentElement, wrong = {};
  root.style.fontSize = text === 100 ? '' : `${text}%`;
  await document.fonts.ready;
  const ours = trustedTypes.createPolicy('samklang', { createHTML: (html) => html });
  for (const [name, frame] of Object.entries(frames)) {
    const answer = await fetch(frame);
    document.body.replaceWith(new DOMParser().parseFromString(ours.createHTML(await answer.text()), 'text/html').body);
    const found = answer.ok ? [] : [`answered ${answer.status}`];
    for (const e of document.querySelectorAll('main *, .act *')) {
      if (e.closest('svg, .vh') || !e.checkVisibility()) continue;
      const box = e.getBoundingClientRect(), size = parseFloat(getComputedStyle(e).fontSize);
      const words = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      const say = (what) => found.push(`${what}: ${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`);
      if (words && (box.right > root.clientWidth + 1 || box.left < -1)) say('beside the picture');
      if (words && picture && box.bottom > root.clientHeight + 1) say('below the picture');
      if (words && size < smallest - .1) say(`too small, ${size} px`);
      if (thumbs && e.matches('button, summary, a, textarea, .wx label') && box.height < 43.5) say('hard to hit');
    }
    if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways, to ${root.scrollWidth}`);
    if (found.length) wrong[name] = found;
  }
  return wrong;
}"""

# Every example is put into one page. What is built as another one was before it, but for words and numbers, is passed.
EXAMINE = """async ({frames, rules, reached}) => {
  const wrong = {}, seen = new Set();
  await document.fonts.ready;
  const ours = trustedTypes.createPolicy('samklang', { createHTML: (html) => html });
  const built = (e) => {
    const about = [...e.attributes].map((a) => /^(aria-|on|tab|role|disabled|type)/.test(a.name) ? a.name : '');
    const parts = [...new Set([...e.children].map(built))];
    return `<${e.tagName}.${e.className?.baseVal ?? e.className}${about.sort().join('')}>${parts.join('')}</>`;
  };
  for (const [name, frame] of Object.entries(frames)) {
    const answer = await fetch(frame);
    document.body.replaceWith(new DOMParser().parseFromString(ours.createHTML(await answer.text()), 'text/html').body);
    document.querySelectorAll('details').forEach((each) => each.open = true);
    const shape = built(document.body);
    if (seen.has(shape)) continue;
    seen.add(shape);
    const found = [];
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
    if (found.length) wrong[name] = found;
  }
  return wrong;
}"""
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


@pytest.fixture
def measured(browser: Browser, address: str):
    """measured(kind, audience, ...) -> what is wrong with its examples, each by name."""

    def measure(kind: str, audience: str, width: int, height: int, text: int = 100, lang: str = "da", **rules: object):
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page = context.new_page()
        said: list[str] = []
        page.on(
            "console", lambda message: said.append(message.text) if "favicon" not in str(message.location) else None
        )
        frames = {name: f"{address}{kind}/{name}/{audience}?lang={lang}" for name in gallery.examples(kind)}
        page.goto(next(iter(frames.values())))
        asked = {"frames": frames, "text": text, "smallest": 0, "thumbs": False, "picture": False, **rules}
        wrong = page.evaluate(MEASURE, asked)
        context.close()
        return wrong | ({"console": said} if said else {})

    return measure


every_activity = pytest.mark.parametrize("kind", list(activities()))


@every_activity
@pytest.mark.parametrize("lang", ["da", "nn"])
def test_the_projector_shows_every_word_and_none_under_32_pixels(measured, kind, lang):
    assert measured(kind, "projector", 1920, 1080, lang=lang, smallest=32, picture=True) == {}


@every_activity
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_phone_shows_every_word_and_every_button_fits_a_thumb(measured, kind, lang):
    assert measured(kind, "participant", 390, 844, lang=lang, smallest=16, thumbs=True) == {}


@every_activity
def test_a_small_phone_with_text_twice_as_large_never_scrolls_sideways(measured, kind):
    assert measured(kind, "participant", 320, 568, text=200, smallest=32) == {}


@every_activity
def test_the_control_screens_column_holds_every_word(measured, kind):
    assert measured(kind, "facilitator", 352, 700, smallest=14) == {}


@every_activity
@pytest.mark.parametrize("audience", list(SCREENS))
def test_every_screen_is_open_to_all_and_to_the_keyboard_alone(browser: Browser, address: str, kind, audience):
    width, height = SCREENS[audience]
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    frames = {name: f"{address}{kind}/{name}/{audience}?lang=da" for name in gallery.examples(kind)}
    page.goto(next(iter(frames.values())))
    page.evaluate(axe.source())
    rules = [rule for rule in axe.RULES if rule != "best-practice"]  # those are about whole pages
    wrong = page.evaluate(EXAMINE, {"frames": frames, "rules": rules, "reached": axe.REACHED})
    page.close()
    assert wrong == {}


def test_the_index_names_every_activity_and_example(browser: Browser, address: str):
    page = browser.new_page()
    page.goto(address + "?lang=en")
    for kind in activities():
        for name in gallery.examples(kind):
            assert page.locator(f"#{kind}-{name}").count() == 1
    assert page.title() == "All screens"
    page.close()


def _built(name: str) -> Response:
    return Response((BUILT / name).read_bytes(), content_type=TYPES["." + name.rpartition(".")[2]])
