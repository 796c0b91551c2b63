// What is half written survives a reload: each field's words lie on the phone until they are sent.

import { formsOf, hasNewWords, textFields, touch } from "./writing.js";

/** @typedef {{ step: string, words: string }} Draft */

export class Drafts {
  /** @param {import("./shelf.js").Shelf} shelf  @param {HTMLElement} screen */
  constructor(shelf, screen) {
    this.shelf = shelf;
    this.screen = screen;
    screen.addEventListener("input", (event) => this.note(event.target));
  }

  /** Puts half-written words back where they were. */
  restore() {
    for (const form of formsOf(this.screen).filter(isDrafted)) {
      for (const field of textFields(form)) {
        const draft = this.shelf.get(this.nameOf(field));
        if (!draft?.words || field.value !== field.defaultValue) continue;
        field.value = draft.words;
        field.closest("details")?.setAttribute("open", "");
        touch(form);
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }

  /** Takes out what was left half written in a step. @param {string} step  @returns {Draft[]} */
  takeFrom(step) {
    const names = this.shelf.names(`draft:${step}:`);
    const drafts = names.map((name) => this.shelf.get(name));
    for (const name of names) this.shelf.drop(name);
    return drafts.filter((draft) => draft?.words);
  }

  /** @param {EventTarget | null} field */
  note(field) {
    const form = field instanceof HTMLElement ? field.closest("form[data-do]") : null;
    if (!(form instanceof HTMLFormElement) || !isDrafted(form)) return;
    for (const own of textFields(form).filter((each) => each === field)) {
      if (hasNewWords(own)) this.shelf.put(this.nameOf(own), { step: this.step, words: own.value });
      else this.shelf.drop(this.nameOf(own));
    }
  }

  get step() {
    return this.screen.dataset.place ?? "";
  }

  /** @param {import("./writing.js").TextField} field */
  nameOf(field) {
    return `draft:${this.step}:${field.id || field.name}`;
  }
}

/** @param {HTMLFormElement} form  False where words lie elsewhere on the phone until the person shares them on purpose. */
function isDrafted(form) {
  return !form.hasAttribute("data-no-draft");
}
