// Help, one press away on every page, also without the network: it came with the page. Opening it sends nothing.

import { elements } from "./trusted.js";

/**
 * @param {(form: HTMLFormElement, button: HTMLElement | null) => void} take  what sends a form
 * @returns {{ refresh: () => Promise<void> }} to be called when something was sent: one's own signals may stand otherwise
 */
export function helpAtHand(take) {
  const dialog = document.getElementById("help");
  const usable = dialog instanceof HTMLDialogElement && typeof dialog.showModal === "function";
  if (!usable) return { refresh: async () => {} }; // the link leads to the page
  let address = "";
  document.addEventListener("click", open);
  dialog.addEventListener("submit", submit);
  return { refresh };

  /** @param {MouseEvent} event */
  function open(event) {
    const link = event.target instanceof Element ? event.target.closest("a[data-help]") : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    address = link.href;
    /** @type {HTMLDialogElement} */ (dialog).showModal();
    /** @type {HTMLElement} */ (dialog).scrollTop = 0;
  }

  /** @param {SubmitEvent} event */
  function submit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-do]")) return;
    event.preventDefault();
    take(form, event.submitter);
  }

  async function refresh() {
    const list = document.querySelector("#help #signals");
    if (!list || !(/** @type {HTMLDialogElement} */ (dialog).open)) return;
    try {
      const answer = await fetch(address, { headers: { "X-Look": "signals" }, cache: "no-store" });
      const now = answer.ok ? elements(await answer.text()).querySelector("#signals") : null;
      if (!now) return;
      list.replaceWith(now);
    } catch {
      return; // what was sent is kept; the buttons only say so a little later
    }
    const told = document.querySelector("#help #signals-title");
    told?.setAttribute("tabindex", "-1"); // the pressed button is gone
    if (told instanceof HTMLElement) told.focus({ preventScroll: true });
  }
}
