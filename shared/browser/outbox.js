// Nothing someone sends is lost: it lies here, on the phone, until the server says it is on disk.
//
// Commands go out in the order they came, one at a time, each under the name it was given the first time: the server
// knows a name it has seen, so sending again after a lost answer, a reload or from a second tab counts once.

import { fieldsOf, post } from "./posting.js";
import { freshName } from "./shelf.js";
import { hasNewWords, settle, textFields } from "./writing.js";

const FIRST_WAIT = 500; // milliseconds before the second try; doubled each time
const LONGEST_WAIT = 8000;
const MOST_FAILURES = 8; // broken answers until the next may be sent; silence does not count
const DOUBLE = 1000; // the same form with the same content within this time is one press

/**
 * What waits to be sent.
 * @typedef {object} Item
 * @property {string} id  where it lies; the order of ids is the order of sending
 * @property {string} url
 * @property {import("./posting.js").Fields} fields
 * @property {string} words  what was written, or what the pressed button says
 * @property {boolean} note  whether `words` are someone's own
 * @property {boolean} tried  it may have reached the server
 * @property {boolean} later  the server has asked to wait a while
 * @property {number} failures  how often the answer was that it could not be taken
 * @property {string | null} refused  the server's reason, once there is no use in trying again
 */

/**
 * @typedef {object} Told
 * @property {() => void} changed
 * @property {(item: Item) => void} sent
 * @property {(item: Item) => void} refused
 * @property {() => void} stuck  it did not get through, and is tried again
 */

export class Outbox {
  /** @param {import("./shelf.js").Shelf} shelf  @param {Told} told */
  constructor(shelf, told) {
    this.shelf = shelf;
    this.told = told;
    this.busy = false;
    this.count = 0;
    this.last = { content: "", at: 0 };
    this.wake = () => {}; // ends the present wait
  }

  /** @returns {Item[]} all that lies here, first come first */
  items() {
    return this.shelf.names("out:").flatMap((name) => this.shelf.get(name) ?? []);
  }

  /**
   * Takes over what a form would send, and makes the form ready for the next.
   * @param {HTMLFormElement} form  @param {HTMLElement | null} button
   * @returns {boolean} false when this was the second half of a double press
   */
  take(form, button) {
    const fields = fieldsOf(form, button);
    if (this.isDouble(fields)) return false;
    const words = textFields(form).map((field) => field.value).find((text) => text.trim());
    const label = button?.getAttribute("aria-label") ?? button?.textContent ?? "";
    this.put({ url: form.action, fields, words: (words ?? label).trim(), note: words !== undefined });
    makeReady(form);
    this.send();
    return true;
  }

  /** @param {{ url: string, fields: import("./posting.js").Fields, words: string, note: boolean }} what */
  put(what) {
    this.count += 1;
    const id = `${Date.now().toString(36)}-${String(this.count).padStart(4, "0")}-${freshName().slice(0, 4)}`;
    this.keep({ id, ...what, tried: false, later: false, failures: 0, refused: null });
  }

  /**
   * Keeps words that can no longer be sent where they were written, so that they can be read and copied.
   * @param {string} step  @param {string} words  @param {string} reason
   */
  leave(step, words, reason) {
    this.put({ url: "", fields: [["type", "add"], ["step", step]], words, note: true });
    const item = this.items().at(-1);
    if (item) this.keep({ ...item, refused: reason });
  }

  /** @param {Item} item */
  drop(item) {
    this.shelf.drop(`out:${item.id}`);
    this.told.changed();
  }

  /** @param {Item} item  Takes it back, also where nobody knows whether it got through. */
  takeBack(item) {
    const key = valueOf(item, "key");
    this.drop(item);
    if (!item.tried || !key) return;
    const fields = /** @type {import("./posting.js").Fields} */ ([["type", "take_back"], ["key", key]]);
    this.put({ ...item, fields: [...fields, ["step", valueOf(item, "step")], ["once", freshName()]], note: false });
    this.send();
  }

  /** Sends what waits, until nothing does. Called as often as one likes. */
  async send() {
    this.wake();
    if (this.busy) return;
    this.busy = true;
    let wait = FIRST_WAIT;
    for (let item = this.next(); item; item = this.next()) {
      const done = await this.try(item);
      wait = done ? FIRST_WAIT : Math.min(wait * 2, LONGEST_WAIT);
      if (!done) await this.pause(wait * (0.5 + Math.random() / 2));
    }
    this.busy = false;
  }

  /** @param {Item} item  @returns {Promise<boolean>} whether the server has said its last word on it */
  async try(item) {
    this.keep({ ...item, tried: true });
    const answer = await post(item.url, item.fields);
    if (!this.shelf.get(`out:${item.id}`)) return true; // taken back meanwhile, or sent from another tab
    if (answer.kept) {
      this.drop(item);
      this.told.sent(item);
      return true;
    }
    const failures = item.failures + (answer.reached ? 1 : 0);
    const final = !answer.retry || failures >= MOST_FAILURES;
    const later = answer.retry && answer.refused !== "";
    this.keep({ ...item, tried: true, later, failures, refused: final ? answer.refused : null });
    if (final) this.told.refused(item);
    else this.told.stuck();
    return final;
  }

  /** @returns {Item | undefined} */
  next() {
    return this.items().find((item) => item.refused === null);
  }

  /** @param {Item} item */
  keep(item) {
    this.shelf.put(`out:${item.id}`, item);
    this.told.changed();
  }

  /** @param {number} time */
  pause(time) {
    return new Promise((go) => {
      const timer = setTimeout(go, time);
      this.wake = () => {
        clearTimeout(timer);
        go(undefined);
      };
    });
  }

  /** @param {import("./posting.js").Fields} fields */
  isDouble(fields) {
    const content = JSON.stringify(fields.filter(([name]) => name !== "once" && name !== "key"));
    const double = content === this.last.content && Date.now() - this.last.at < DOUBLE;
    this.last = { content, at: Date.now() };
    return double;
  }
}

/** @param {HTMLFormElement} form  Whether it is for a new note, not one that stands there already. */
export function isNew(form) {
  return hidden(form, "type")?.value === "add" && !form.closest(".note");
}

/** @param {Item} item  @param {string} name */
export function valueOf(item, name) {
  return item.fields.find(([field]) => field === name)?.[1] ?? "";
}

/** @param {HTMLFormElement} form  Empties its words and gives it a new name, as a fresh page would have. */
function makeReady(form) {
  const once = hidden(form, "once");
  const key = hidden(form, "key");
  const name = freshName();
  if (key && isNew(form)) key.value = name; // else a second note, sent before the page has changed, would be an edit
  if (once) once.value = name;
  settle(form);
  for (const field of textFields(form).filter(hasNewWords)) {
    field.value = field.defaultValue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.closest("details.edit")?.removeAttribute("open");
  const active = textFields(form).find((field) => field === document.activeElement);
  active?.blur(); // a tap on a button leaves some phones in the field, and so the page under their hands
}

/** @param {HTMLFormElement} form  @param {string} name  @returns {HTMLInputElement | null} */
export function hidden(form, name) {
  return form.querySelector(`input[type=hidden][name="${name}"]`);
}
