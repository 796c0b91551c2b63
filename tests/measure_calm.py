"""How long it takes until the projector is calm, from the press until a browser has drawn it (S03, S04).

    SAMKLANG_CHROMIUM=... python -m tests.measure_calm

A benchmark, no test: it prints what it found on this machine. The tests assert the order of things instead.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests import chromium
from tests.browsers import Gathering, server_with_our_plan

TIMES = 30
PROMISED = 300  # milliseconds


def main() -> None:
    path = os.environ.get("SAMKLANG_CHROMIUM") or chromium.find()
    folder = tempfile.TemporaryDirectory()
    with folder as place, server_with_our_plan(Path(place)) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=chromium.flags())
        with Gathering(browser, server) as gathering:
            report("cover", cover(gathering))
            report("hide a note", hide(gathering))
        browser.close()


def cover(gathering: Gathering) -> list[float]:
    wall, control = gathering.projector(), gathering.control()
    gathering.go("notes")
    taken = []
    for _ in range(TIMES):
        taken.append(until_gone(wall, "#scene-notes-0", lambda: control.press("cover")))
        expect(control.page.locator("#cover")).to_have_attribute("aria-pressed", "true")
        control.press("cover")
        expect(control.page.locator("#cover")).to_have_attribute("aria-pressed", "false")
        expect(wall.page.locator("#scene-notes-0")).to_be_visible()
    return taken


def hide(gathering: Gathering) -> list[float]:
    wall, taken = gathering.projector(), []
    others = gathering.others(12)
    for n, person in enumerate(others):
        for each in range(3):
            person.write("notes", f"Seddel {n} {each}")
    gathering.lead("reveal", "notes")
    expect(wall.page.locator("[id^=note-]").first).to_be_visible()
    for _ in range(min(TIMES, 30)):
        note = wall.page.locator("[id^=note-]").first.get_attribute("id") or ""
        id = note.removeprefix("note-")
        taken.append(until_gone(wall, f"#{note}", lambda id=id: gathering.lead("hide", "notes", id=id)))
    return taken


def until_gone(wall, what: str, press) -> float:
    """Milliseconds from the press until the projector's own browser has drawn it."""
    wall.page.evaluate(
        """what => { window.gone = new Promise(done => new MutationObserver((_, watching) => {
             if (document.querySelector(what)) return;
             watching.disconnect(); requestAnimationFrame(() => done(Date.now()));
           }).observe(document.body, { childList: true, subtree: true })); }""",
        what,
    )
    began = time.time() * 1000
    press()
    return wall.page.evaluate("window.gone") - began


def report(what: str, taken: list[float]) -> None:
    taken.sort()
    middle, most = statistics.median(taken), taken[-1]
    print(f"{what}: {len(taken)} times, half within {middle:.0f} ms, the longest {most:.0f} ms (promised: {PROMISED})")


if __name__ == "__main__":
    main()
