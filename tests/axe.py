"""Looks a page over as an accessibility checker does: axe for what a machine can tell, and rulers for sizes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parent.parent
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FINGER = 44  # CSS pixels, the least that a finger meets without trying twice

# What a finger or a key can reach; a choice drawn by its label counts as large as the label.
REACHED = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button]"


def problems(page: Page) -> list[str]:
    """What axe has to say against the page as it is now; the preview in a frame is looked at by itself."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    found = page.evaluate(
        """async rules => {
          const { violations } = await axe.run({ runOnly: rules, iframes: false, resultTypes: ["violations"] });
          return violations.flatMap(each => each.nodes.map(node =>
            `${each.id}: ${node.html.slice(0, 160)} ${node.failureSummary.split("\\n").slice(1).join(" ")}`));
        }""",
        RULES,
    )
    return list(found)


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def too_small(page: Page) -> list[str]:
    """Everything a finger is meant to meet and that is too small for it."""
    return page.evaluate(
        """([reached, finger]) => [...document.querySelectorAll(reached)].flatMap(found => {
          const drawn = found.matches("[type=radio], [type=checkbox]") ? found.closest("label") ?? found : found;
          const { width, height } = drawn.getBoundingClientRect();
          const seen = width && drawn.checkVisibility() && !found.closest("[inert], .skip");
          const small = Math.round(width) < finger || Math.round(height) < finger;
          const name = found.outerHTML.slice(0, 160);
          return seen && small ? [`${Math.round(width)} x ${Math.round(height)}: ${name}`] : [];
        })""",
        [REACHED, FINGER],
    )


def tab_to(page: Page, goal: Locator) -> None:
    """Goes there by the tabulator alone; on the way every stop must be seen, and nothing may lie over it."""
    goal.wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        wrong = page.evaluate(_UNSEEN)
        assert not wrong, wrong
        if goal.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the tabulator does not come to {goal}")


@cache
def source() -> str:
    """The checker itself, to be run in a page."""
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf8")


_UNSEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const ringed = [at, at.nextElementSibling, at.parentElement].some(each => {
    if (!each) return false;
    const look = getComputedStyle(each);
    return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  });
  const name = at.outerHTML.slice(0, 160);
  if (!ringed) return `no ring around ${name}`;
  const drawn = at.matches("[type=radio], [type=checkbox]") ? at.closest("label") ?? at : at;
  const { left, top, width, height } = drawn.getBoundingClientRect();
  const above = document.elementFromPoint(left + width / 2, top + height / 2);
  const open = above && (drawn.contains(above) || above.contains(drawn));
  return open ? "" : `something lies over ${name}`;
}"""
