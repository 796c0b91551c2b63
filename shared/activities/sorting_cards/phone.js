// Sorting cards into piles. A card lies in one pile or in none; pressing its pile again takes it out.

import { work } from "../../browser/private.js";

const MOST = 24; // cards of one's own

work("sorting_cards", ({ root, data, save }) => {
  const home = /** @type {HTMLElement} */ (root.querySelector("#sorting"));
  const list = /** @type {HTMLElement} */ (home.querySelector(".sorting"));
  const field = /** @type {HTMLInputElement | null} */ (home.querySelector("#own-card"));
  home.addEventListener("click", onClick);
  field?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") add();
  });
  return { draw };

  /** @param {MouseEvent} event */
  function onClick(event) {
    const pressed = /** @type {HTMLElement | null} */ (event.target instanceof Element ? event.target.closest("button") : null);
    const card = /** @type {HTMLElement | null} */ (pressed?.closest("[data-card]") ?? null);
    if (card && pressed?.dataset.value) sort(card.dataset.card ?? "", pressed.dataset.value);
    else if (pressed?.matches("[data-add]")) add();
  }

  /** @param {string} card  @param {string} pile */
  function sort(card, pile) {
    const { [card]: before, ...others } = places();
    data.places = before === pile ? others : { ...others, [card]: pile };
    draw();
    save();
  }

  function add() {
    const text = field?.value.trim() ?? "";
    if (!field || !text || own().length >= MOST) return;
    data.own = [...own(), text];
    field.value = "";
    draw();
    save();
    /** @type {HTMLElement | null} */ (list.lastElementChild?.querySelector("button"))?.focus();
  }

  function draw() {
    const drawn = list.querySelectorAll("[data-card^=own]").length;
    if (drawn > own().length) for (const old of list.querySelectorAll("[data-card^=own]")) old.remove();
    for (let n = list.querySelectorAll("[data-card^=own]").length; n < own().length; n += 1) list.append(cardOf(n));
    for (const card of cards()) {
      for (const button of /** @type {NodeListOf<HTMLElement>} */ (card.querySelectorAll("[data-value]"))) {
        button.setAttribute("aria-pressed", String(places()[card.dataset.card ?? ""] === button.dataset.value));
      }
    }
    for (const pile of /** @type {NodeListOf<HTMLElement>} */ (home.querySelectorAll("[data-pile]"))) fill(pile);
    const piles = /** @type {HTMLElement} */ (home.querySelector("[data-piles]"));
    piles.hidden = Object.keys(places()).length === 0;
  }

  /** @param {HTMLElement} pile */
  function fill(pile) {
    const texts = cards().filter((card) => places()[card.dataset.card ?? ""] === pile.dataset.pile).map(textOf);
    pile.dataset.text = texts.join("\n");
    pile.hidden = texts.length === 0;
    pile.querySelector("ul")?.replaceChildren(...texts.map(itemOf));
  }

  /** @param {number} n  @returns {HTMLElement} */
  function cardOf(n) {
    const template = /** @type {HTMLTemplateElement} */ (home.querySelector("[data-new]"));
    const card = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const words = /** @type {HTMLElement} */ (card.querySelector("p"));
    card.dataset.card = `own-${n}`;
    words.id = `card-own-${n}`;
    words.textContent = own()[n];
    card.querySelector("[role=group]")?.setAttribute("aria-labelledby", words.id);
    return card;
  }

  /** @returns {Record<string, string>} card -> pile */
  function places() {
    return data.places ?? {};
  }

  /** @returns {string[]} */
  function own() {
    return data.own ?? [];
  }

  /** @returns {HTMLElement[]} */
  function cards() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-card]"))];
  }
});

/** @param {HTMLElement} card */
function textOf(card) {
  return card.querySelector("p")?.textContent?.trim() ?? "";
}

/** @param {string} text */
function itemOf(text) {
  const item = document.createElement("li");
  item.textContent = text;
  item.dir = "auto";
  return item;
}
