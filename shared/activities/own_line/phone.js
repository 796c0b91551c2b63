// Points on a line, in the order their owner gives them.

import { work } from "../../browser/private.js";

const MOST = 30; // points; a longer line could not be taken in

work("own_line", ({ root, data, save }) => {
  const home = /** @type {HTMLElement} */ (root.querySelector("#own-line"));
  const list = /** @type {HTMLElement} */ (home.querySelector("[data-points]"));
  const field = /** @type {HTMLInputElement} */ (home.querySelector("#own-point"));
  home.addEventListener("click", onClick);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") add();
  });
  return { draw };

  /** @param {MouseEvent} event */
  function onClick(event) {
    const pressed = /** @type {HTMLElement | null} */ (event.target instanceof Element ? event.target.closest("button") : null);
    const at = Number(/** @type {HTMLElement | null} */ (pressed?.closest("[data-point]"))?.dataset.point);
    if (pressed?.matches("[data-add]")) add();
    else if (pressed?.matches("[data-by]")) move(at, Number(pressed.dataset.by));
    else if (pressed?.matches("[data-remove]")) remove(at);
  }

  function add() {
    const text = field.value.trim();
    if (text && points().length < MOST) {
      data.points = [...points(), text];
      field.value = "";
      keep();
    }
    field.focus();
  }

  /** @param {number} at  @param {number} by */
  function move(at, by) {
    const to = at + by;
    const others = points().filter((_, n) => n !== at);
    data.points = [...others.slice(0, to), points()[at], ...others.slice(to)];
    keep();
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (list.children[to].querySelectorAll("[data-by]"));
    const same = [...buttons].find((button) => Number(button.dataset.by) === by);
    (same?.disabled ? [...buttons].find((button) => !button.disabled) : same)?.focus();
  }

  /** @param {number} at */
  function remove(at) {
    data.points = points().filter((_, n) => n !== at);
    keep();
    field.focus();
  }

  function keep() {
    draw();
    save();
  }

  function draw() {
    while (list.children.length > points().length) list.lastElementChild?.remove();
    while (list.children.length < points().length) list.append(fresh());
    for (const [n, text] of points().entries()) {
      const item = /** @type {HTMLElement} */ (list.children[n]);
      item.dataset.point = String(n);
      const words = /** @type {HTMLElement} */ (item.querySelector(".tx"));
      words.textContent = text;
      words.id = `point-${n}`;
      for (const button of item.querySelectorAll("button")) button.setAttribute("aria-describedby", words.id);
      const [up, down] = /** @type {NodeListOf<HTMLButtonElement>} */ (item.querySelectorAll("[data-by]"));
      up.disabled = n === 0;
      down.disabled = n === points().length - 1;
    }
    /** @type {HTMLElement} */ (home.querySelector("[data-paper]")).dataset.text = points().join("\n");
  }

  /** @returns {HTMLElement} */
  function fresh() {
    const template = /** @type {HTMLTemplateElement} */ (home.querySelector("[data-new]"));
    return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  }

  /** @returns {string[]} */
  function points() {
    return data.points ?? [];
  }
});
