// When the computer has got a new address, a browser gives the pages there nothing of what it keeps for this one. So
// the page that is still open hands it over, window to window, to the address that the person reads off the wall.
// What makes them the same person never stands in an address, and leaves this page for that one place only.

const PATIENCE = 15_000; // milliseconds until it counts as silent there
const NEAR = [/^127\./, /^10\./, /^192\.168\./, /^169\.254\./, /^172\.(1[6-9]|2\d|3[01])\./];
const NAME = /^[a-z0-9-]+(\.local|\.localhost)?$/i;

export const HERE = "samklang:here"; // "give me what you have"
export const CAME = "samklang:came"; // "it is kept here now"
export const STAYS = "samklang:stays"; // "it could not come; keep it"

/**
 * @param {HTMLElement} screen
 * @param {import("./shelf.js").Shelf} shelf
 * @param {() => void} gone  everything has been handed over
 */
export function mayMove(screen, shelf, gone) {
  const pass = screen.dataset.carry;
  /** @type {{ page: Window | null, origin: string }} where it goes */
  let there = { page: null, origin: "" };
  let silent = 0;
  if (!pass) return;
  screen.addEventListener("submit", go);
  addEventListener("message", hear);

  /** @param {SubmitEvent} event */
  function go(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-address]")) return;
    event.preventDefault();
    const origin = originOf(new FormData(form).get("address"));
    if (!origin) return say("wrong");
    there = { origin, page: open(`${origin}${screen.dataset.meeting}arrive`) };
    clearTimeout(silent);
    silent = window.setTimeout(() => say("silent"), PATIENCE);
    say("opening");
  }

  /** @param {MessageEvent} event */
  function hear(event) {
    if (!there.page || event.source !== there.page || event.origin !== there.origin) return;
    clearTimeout(silent);
    if (event.data === HERE) there.page.postMessage({ pass, lang: document.documentElement.lang, things: shelf.all() }, there.origin);
    if (event.data === STAYS) say("");
    if (event.data !== CAME) return;
    for (const name of shelf.names()) shelf.drop(name);
    gone();
  }

  /** @param {string} what  one of the form's own words */
  function say(what) {
    const form = screen.querySelector("form[data-address]");
    const line = form?.querySelector("[role=status]");
    if (form instanceof HTMLElement && line) line.textContent = form.dataset[what] ?? "";
  }
}

/**
 * @param {unknown} typed  e.g. "192.168.1.7:8000", as it is read off a wall
 * @returns {string | null} an address near by, e.g. "http://192.168.1.7:8000": nothing is handed to one out in the world
 */
export function originOf(typed) {
  const plain = String(typed ?? "").trim().replace(/^http:\/\//i, "").replace(/\/.*$/, "");
  const [host, port = location.port] = plain.split(":");
  const near = /^\d+(\.\d+){3}$/.test(host) ? NEAR.some((each) => each.test(host)) : NAME.test(host);
  if (!near || !/^\d{0,5}$/.test(port)) return null;
  try {
    return new URL(`http://${host}${port && `:${port}`}`).origin;
  } catch {
    return null;
  }
}
