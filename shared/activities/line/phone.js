// The six cards of the line: one at a time, in any tempo, and each may be gone past without a word.

import { work } from "../../browser/private.js";

work("line", ({ root, data, save }) => {
  const home = /** @type {HTMLElement} */ (root.querySelector("#line-cards"));
  const end = Number(home.dataset.cards);
  const back = /** @type {HTMLButtonElement} */ (home.querySelector("[data-back]"));
  const on = /** @type {HTMLButtonElement} */ (home.querySelector("[data-on]"));
  back.addEventListener("click", () => turn(-1));
  on.addEventListener("click", () => turn(1));
  return { draw };

  /** @param {number} by */
  function turn(by) {
    data.card = Math.max(0, Math.min(end, at() + by));
    draw();
    save();
    const field = /** @type {HTMLElement | null} */ (home.querySelector("[data-card]:not([hidden]) textarea"));
    (field ?? back).focus();
  }

  function draw() {
    for (const card of /** @type {NodeListOf<HTMLElement>} */ (home.querySelectorAll("[data-card]"))) {
      card.hidden = Number(card.dataset.card) !== at();
    }
    back.hidden = at() === 0;
    on.hidden = at() === end;
  }

  function at() {
    return Math.min(Number(data.card ?? 0), end);
  }
});
