// Draws what lies in the outbox: among one's own notes while it waits, at the top with the reason when it was refused.

import { hidden, isNew, valueOf } from "./outbox.js";
import { formsOf, textFields } from "./writing.js";

const BRIEF = 400; // milliseconds in which most things are sent, and during which nothing is said about it

/** @typedef {import("./outbox.js").Item} Item */
/** @typedef {{ lost: boolean, long: boolean }} Away  whether the connection is known to be away, and for long */

/**
 * @param {HTMLElement} screen
 * @param {import("./outbox.js").Outbox} outbox
 * @param {Away} away
 * @param {string} unknown  the reason given when the server gave none
 */
export function draw(screen, outbox, away, unknown) {
  for (const old of screen.querySelectorAll("[data-unsent]")) old.remove();
  const items = outbox.items();
  const waiting = items.filter((item) => item.refused === null && (away.lost || isLate(item)));
  if (waiting.length) placeFor(screen).prepend(...waiting.map((item) => later(item, screen, outbox, away)));
  const refused = items.filter((item) => item.refused !== null);
  const news = screen.querySelector("#connection");
  news?.append(...refused.map((item) => notSent(item, screen, outbox, item.refused || unknown)));
}

/** @param {Item} item  @param {HTMLElement} screen  @param {import("./outbox.js").Outbox} outbox  @param {Away} away */
function later(item, screen, outbox, away) {
  const drawn = fromTemplate("t-later");
  const state = /** @type {HTMLElement} */ (drawn.querySelector("[data-sending]"));
  state.textContent = (away.lost || item.later ? state.dataset.waiting : state.dataset.sending) ?? "";
  mayBeCopied(drawn, item.note && away.long);
  return filled(drawn, item, screen, outbox, () => outbox.takeBack(item));
}

/** @param {Item} item  @param {HTMLElement} screen  @param {import("./outbox.js").Outbox} outbox  @param {string} reason */
function notSent(item, screen, outbox, reason) {
  const drawn = fromTemplate("t-refused");
  /** @type {HTMLElement} */ (drawn.querySelector("b")).textContent = reason;
  mayBeCopied(drawn, item.note);
  return filled(drawn, item, screen, outbox, () => outbox.drop(item));
}

/**
 * @param {HTMLElement} drawn  @param {Item} item  @param {HTMLElement} screen
 * @param {import("./outbox.js").Outbox} outbox  @param {() => void} drop
 */
function filled(drawn, item, screen, outbox, drop) {
  drawn.dataset.unsent = item.id;
  /** @type {HTMLElement} */ (drawn.querySelector(".tx")).textContent = item.words;
  const edit = /** @type {HTMLElement} */ (drawn.querySelector("[data-edit]"));
  edit.hidden = !item.note || !formFor(screen, item);
  edit.addEventListener("click", () => putBack(screen, item, outbox));
  drawn.querySelector("[data-drop]")?.addEventListener("click", drop);
  return drawn;
}

/** Puts words back into their field. @param {HTMLElement} screen  @param {Item} item  @param {import("./outbox.js").Outbox} outbox */
function putBack(screen, item, outbox) {
  const form = formFor(screen, item);
  const field = form && textFields(form)[0];
  if (!form || !field) return;
  outbox.drop(item);
  const key = hidden(form, "key");
  if (key && item.tried && valueOf(item, "key")) key.value = valueOf(item, "key"); // it may be there: change that one
  form.closest("details")?.setAttribute("open", "");
  field.value = [item.words, field.value].filter((text) => text.trim()).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

/** @param {HTMLElement} screen  @param {Item} item  @returns {HTMLFormElement | undefined} where these words belong */
function formFor(screen, item) {
  const forms = formsOf(screen).filter((form) => {
    const same = hidden(form, "type")?.value === valueOf(item, "type") && hidden(form, "step")?.value === valueOf(item, "step");
    return same && textFields(form).length > 0;
  });
  const isOwn = (/** @type {HTMLFormElement} */ form) => hidden(form, "key")?.value === valueOf(item, "key");
  return forms.find(isOwn) ?? forms.find(isNew);
}

/** @param {HTMLElement} screen  @returns {Element} the list of own notes, or one made for it */
function placeFor(screen) {
  const own = [...screen.querySelectorAll("ul.mine")].find((list) => list.getClientRects().length > 0);
  if (own) return own;
  const made = document.createElement("ul");
  made.className = "mine";
  made.dataset.unsent = "";
  (screen.querySelector("main") ?? screen).append(made);
  return made;
}

/** @param {HTMLElement} drawn  @param {boolean} may */
function mayBeCopied(drawn, may) {
  const copy = /** @type {HTMLElement} */ (drawn.querySelector("[data-copy]"));
  copy.hidden = !may;
  copy.addEventListener("click", () => copyFrom(/** @type {HTMLElement} */ (drawn.querySelector(".tx"))));
}

/** @param {HTMLElement} element */
function copyFrom(element) {
  getSelection()?.selectAllChildren(element);
  document.execCommand("copy"); // plain http has no navigator.clipboard
}

/** @param {string} id  @returns {HTMLElement} */
export function fromTemplate(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/** @param {Item} item  Whether it has waited long enough for the person to wonder. */
export function isLate(item) {
  return Date.now() - parseInt(item.id, 36) > BRIEF;
}
