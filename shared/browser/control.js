// The control screen: the page works without any of this. With it, the screen follows the meeting by itself, buttons
// need no reload, and a presenter's remote or the keyboard leads.

import { again } from "./again.js";
import { keys } from "./keys.js";
import { keep } from "./live.js";
import { fieldsOf, post } from "./posting.js";
import { renewal } from "./renewing.js";
import { settle } from "./writing.js";

const LOOK = 20_000; // milliseconds; minutes pass also when nothing happens

const screen = document.getElementById("screen");
document.documentElement.classList.add("script");
if (screen) begin(screen);

/** @param {HTMLElement} screen */
function begin(screen) {
  const page = document.documentElement;
  const lost = () => page.classList.add("unconnected");
  const back = () => page.classList.remove("unconnected");
  const live = keep(screen, { looked, lost, back, newer: renewal(screen), over: (gone) => gone && location.reload() });
  const leading = keys(screen);
  /** @type {(() => HTMLElement | null) | null} where the keyboard goes if what was pressed is no longer there */
  let after = null;
  setInterval(() => document.visibilityState === "visible" && live.look(), LOOK);
  document.addEventListener("focusin", () => (after = null));
  screen.addEventListener("submit", submit);
  screen.addEventListener("click", turnTo);
  screen.addEventListener("click", moveOnce);
  document.addEventListener("click", closeMenus);
  screen.addEventListener("toggle", intoField, true);

  function looked() {
    leading.show();
    if (document.activeElement === document.body) after?.()?.focus();
  }

  /** @param {SubmitEvent} event */
  async function submit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-do]") || event.defaultPrevented) return;
    event.preventDefault();
    after = nextTo(form);
    const sent = fieldsOf(form, event.submitter);
    const answer = await post(event.submitter?.getAttribute("formaction") || form.action, sent);
    if (answer.kept) {
      settle(form);
      again(form, sent);
    }
    say(answer.kept ? "" : answer.refused || screen.dataset.unsaid || "");
    live.refresh();
  }

  /**
   * Opens one of the lists without leaving the page. The address keeps it, so a reload does too.
   * @param {MouseEvent} event
   */
  function turnTo(event) {
    const link = event.target instanceof Element ? event.target.closest(".tabs a, .leaves a") : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    after = () => document.querySelector(".tabs [aria-current]"); // of a list that is turned, the links may be gone
    history.replaceState(null, "", link.href);
    screen.dataset.look = link.href;
    live.refresh();
  }

  /**
   * Lets a double click on the way on move one step: the screen may have changed between its two halves.
   * @param {MouseEvent} event
   */
  function moveOnce(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (event.detail > 1 && button?.form?.elements.namedItem("coming_from")) event.preventDefault();
  }

  /** @param {string} words */
  function say(words) {
    const said = document.getElementById("said");
    if (!said) return;
    const text = document.createElement("b");
    const banner = document.createElement("div");
    banner.className = "banner";
    text.textContent = words;
    banner.append(text);
    said.replaceChildren(...(words ? [banner] : []));
  }
}

/**
 * Where the keyboard goes when a note has left the list together with the button that was pressed.
 * @param {HTMLFormElement} form
 * @returns {() => HTMLElement | null}
 */
function nextTo(form) {
  const note = form.closest("li");
  const near = note?.nextElementSibling?.id || note?.previousElementSibling?.id || "";
  return () => document.getElementById(near)?.querySelector("button") ?? document.querySelector(".tabs [aria-current]");
}

/** @param {MouseEvent} event */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute("open");
  }
}

/** Where there is something to write, the keyboard is there at once. @param {Event} event */
function intoField(event) {
  const opened = event.target;
  if (!(opened instanceof HTMLDetailsElement) || !opened.open || !opened.matches("#ask, #paper")) return;
  const field = opened.querySelector("textarea, .field");
  if (field instanceof HTMLElement) field.focus();
}
