// A gentle word to whoever is writing what could tell who they are. It never stops anyone, and nobody is told: the
// banner is made on the phone, from what is on the phone, and is forgotten with the page.

import { recognisable, without } from "./recognisable.js";
import { fromTemplate } from "./unsent.js";
import { formsOf, textFields } from "./writing.js";

const PAUSE = 900; // milliseconds without a key before we say something; nobody is interrupted in the middle of a word

/**
 * @param {HTMLElement} screen
 * @param {DOMStringMap} words  what each kind is called
 * @param {(kind: string, more: string) => void} say  says it aloud, by the same names
 */
export function gentleWord(screen, words, say) {
  /** @type {Set<string>} */
  const kept = new Set();
  let timer = 0;
  screen.addEventListener("input", (event) => {
    const field = event.target;
    if (!isOurs(field)) return;
    clearTimeout(timer);
    if (!recognisable(field.value, kept)) clear(field);
    timer = window.setTimeout(() => field.isConnected && look(field), PAUSE);
  });

  /** @param {EventTarget | null} field  @returns {field is import("./writing.js").TextField} */
  function isOurs(field) {
    const form = field instanceof Element ? field.closest("form") : null;
    const isText = form && formsOf(screen).includes(form) && textFields(form).some((each) => each === field);
    return Boolean(isText);
  }

  /** @param {import("./writing.js").TextField} field */
  function look(field) {
    const found = recognisable(field.value, kept);
    const shown = bannerOf(field);
    const what = found ? field.value.slice(found.start, found.end) : "";
    if (shown?.dataset.what === what && shown?.dataset.kind === found?.kind) return;
    clear(field);
    if (!found) return;
    const banner = fromTemplate("t-gentle");
    banner.dataset.gentle = field.id;
    banner.dataset.what = what;
    banner.dataset.kind = found.kind;
    /** @type {HTMLElement} */ (banner.querySelector("b")).textContent = words[found.kind] ?? "";
    const remove = /** @type {HTMLElement} */ (banner.querySelector("[data-remove]"));
    remove.textContent = remove.dataset[found.kind] ?? remove.textContent;
    remove.addEventListener("click", () => {
      const now = recognisable(field.value, kept);
      if (now) field.value = without(field.value, now);
      leave(field);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    banner.querySelector("[data-keep-it]")?.addEventListener("click", () => {
      kept.add(what);
      leave(field);
      look(field);
    });
    (field.parentElement ?? field).after(banner);
    say(found.kind, banner.querySelector("[data-ask]")?.textContent ?? "");
  }

  /** @param {import("./writing.js").TextField} field */
  function leave(field) {
    clear(field);
    field.focus();
  }
}

/** @param {import("./writing.js").TextField} field  @returns {HTMLElement | null} */
function bannerOf(field) {
  return field.closest("form")?.querySelector(`[data-gentle="${CSS.escape(field.id)}"]`) ?? null;
}

/** @param {import("./writing.js").TextField} field */
function clear(field) {
  bannerOf(field)?.remove();
}
