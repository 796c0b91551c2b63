// The page at the new address that a page from the earlier one has opened, to hand over who its person is and what
// they have written. The server finds out whether that is so; nothing is kept before it has said yes.

import { CAME, HERE, STAYS } from "./moving.js";
import { post } from "./posting.js";
import { Shelf } from "./shelf.js";

const KNOCK = 500; // milliseconds between two tries; a page in the background may be slow to answer

/** @param {HTMLElement} screen */
export function arrive(screen) {
  const opener = window.opener;
  const base = screen.dataset.meeting ?? "";
  if (!opener) return;
  say(screen.querySelector("#arriving")?.getAttribute("data-coming") ?? "");
  const knocking = setInterval(() => opener.postMessage(HERE, "*"), KNOCK);
  addEventListener("message", take);

  /** @param {MessageEvent} event */
  async function take(event) {
    if (event.source !== opener || typeof event.data?.pass !== "string") return;
    removeEventListener("message", take);
    clearInterval(knocking);
    const { pass, lang } = event.data;
    const answer = await post(`${base}arrive`, [["pass", pass], ["from", event.origin], ["lang", String(lang)]]);
    if (answer.kept) keep(event.data.things);
    else say(answer.refused);
    opener.postMessage(answer.kept ? CAME : STAYS, event.origin);
    if (answer.kept) location.replace(base);
  }

  /** @param {unknown} things  what lay on the other page's shelf */
  function keep(things) {
    const shelf = new Shelf(base);
    for (const [name, value] of Array.isArray(things) ? things : []) shelf.put(String(name), here(value));
  }

  /** @param {any} value  @returns {any} the same, to be sent to where we are now */
  function here(value) {
    if (typeof value?.url !== "string" || !value.url) return value;
    const { pathname, search } = new URL(value.url, location.href);
    return { ...value, url: pathname.startsWith(base) ? location.origin + pathname + search : "" };
  }

  /** @param {string} words */
  function say(words) {
    const line = screen.querySelector("#arriving > p");
    if (line && words) line.textContent = words;
  }
}
