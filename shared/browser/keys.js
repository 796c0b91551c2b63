// Leading with a presenter's remote or the keyboard. Each key presses a button that is on the page; it can be turned
// off, and it never listens while someone writes.

const BUTTONS = new Map([
  ["PageDown", "next"],
  ["ArrowRight", "next"],
  ["PageUp", "back"],
  ["ArrowLeft", "back"],
  ["b", "cover"],
  ["B", "cover"],
  [".", "cover"],
]);
const BOUNCE = 300; // milliseconds; what the same key does again within these was meant once
const NAME = "samklang-keys"; // outlives a meeting
const WRITING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

/** @param {HTMLElement} screen */
export function keys(screen) {
  let off = remembered() === "off";
  let last = { key: "", at: 0 };
  document.addEventListener("keydown", press);
  screen.addEventListener("change", choose);
  show();
  return { show };

  /** Draws the choice where the page offers it. */
  function show() {
    const box = screen.querySelector("[data-keys]");
    if (box instanceof HTMLInputElement) box.checked = !off;
  }

  /** @param {Event} event */
  function choose(event) {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.matches("[data-keys]")) return;
    off = !box.checked;
    remember(off ? "off" : "on");
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const name = BUTTONS.get(event.key);
    const changed = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey && event.key !== "B";
    if (off || !name || changed || event.repeat || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(WRITING)) return;
    const button = screen.querySelector(`[data-key=${name}]`);
    if (!(button instanceof HTMLElement)) return;
    event.preventDefault();
    const again = event.key === last.key && event.timeStamp - last.at < BOUNCE;
    last = { key: event.key, at: event.timeStamp };
    if (!again) button.click();
  }
}

/** @returns {string | null} */
function remembered() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null; // some browsers refuse it altogether
  }
}

/** @param {string} choice */
function remember(choice) {
  try {
    localStorage.setItem(NAME, choice);
  } catch {
    // it holds until the page is closed
  }
}
