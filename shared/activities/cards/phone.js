// Choosing among cards and narrowing them down, round by round. How many a round asks for is said and never enforced:
// whoever keeps four where three were asked for keeps four.

import { work } from "../../browser/private.js";

const KEPT = 40; // cards of one's own; more could not be looked through

work("cards", ({ root, data, save }) => {
  const home = /** @type {HTMLElement} */ (root.querySelector("#cards"));
  const deck = /** @type {HTMLElement} */ (home.querySelector(".deck"));
  const last = Number(home.dataset.rounds) - 1;
  const field = /** @type {HTMLInputElement | null} */ (home.querySelector("#own-card"));
  home.addEventListener("click", onClick);
  field?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") add();
  });
  return { draw };

  /** @param {MouseEvent} event */
  function onClick(event) {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    const card = /** @type {HTMLElement | null} */ (pressed?.closest("[data-card]") ?? null);
    if (card) choose(card.dataset.card ?? "");
    else if (pressed?.matches("[data-add]")) add();
    else if (pressed?.matches("[data-on]")) turn(1);
    else if (pressed?.matches("[data-back]")) turn(-1);
  }

  /** @param {string} card */
  function choose(card) {
    const now = chosen(round());
    data.chosen = [...rounds().slice(0, round()), now.includes(card) ? now.filter((each) => each !== card) : [...now, card]];
    keep();
  }

  function add() {
    const text = field?.value.trim() ?? "";
    if (!field || !text || own().length >= KEPT) return;
    data.own = [...own(), text];
    data.chosen = [[...chosen(0), `own-${own().length - 1}`]];
    field.value = "";
    keep();
  }

  /** @param {number} by */
  function turn(by) {
    data.round = Math.max(0, Math.min(last, round() + by));
    if (by > 0 && rounds().length <= round()) data.chosen = [...rounds(), []];
    keep();
    /** @type {HTMLElement | null} */ (deck.querySelector("li:not([hidden]) button"))?.focus();
  }

  function keep() {
    draw();
    save();
  }

  function draw() {
    for (const old of deck.querySelectorAll("[data-card^=own]")) old.remove();
    deck.append(...own().map((text, n) => cardOf(`own-${n}`, text)));
    const open = round() === 0 ? null : chosen(round() - 1);
    for (const card of cards()) {
      const name = card.dataset.card ?? "";
      card.hidden = open !== null && !open.includes(name);
      card.querySelector("button")?.setAttribute("aria-pressed", String(chosen(round()).includes(name)));
    }
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (home.querySelectorAll("[data-round]"))) {
      part.hidden = Number(part.dataset.round) !== round();
    }
    show("[data-none]", cards().every((card) => card.hidden));
    show("[data-back]", round() > 0);
    show("[data-on]", round() < last);
    write();
  }

  /** What stands on paper: the cards of the last round in which any were chosen. */
  function write() {
    const papers = /** @type {HTMLElement} */ (home.querySelector("[data-papers]"));
    const final = rounds().filter((each) => each.length > 0).at(-1) ?? [];
    const texts = cards().filter((card) => final.includes(card.dataset.card ?? "")).map((card) => card.textContent?.trim() ?? "");
    papers.replaceChildren(...texts.map((text) => lineOf(papers.dataset.heading ?? "", text)));
  }

  function round() {
    return Math.min(Number(data.round ?? 0), last);
  }

  /** @returns {string[][]} */
  function rounds() {
    return data.chosen ?? [];
  }

  /** @param {number} n  @returns {string[]} */
  function chosen(n) {
    return rounds()[n] ?? [];
  }

  /** @returns {string[]} */
  function own() {
    return data.own ?? [];
  }

  /** @returns {HTMLElement[]} */
  function cards() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (deck.querySelectorAll("[data-card]"))];
  }

  /** @param {string} selector  @param {boolean} seen */
  function show(selector, seen) {
    const part = /** @type {HTMLElement | null} */ (home.querySelector(selector));
    if (part) part.hidden = !seen;
  }
});

/** @param {string} heading  @param {string} text */
function lineOf(heading, text) {
  const line = document.createElement("p");
  line.dataset.line = heading;
  line.dataset.text = text;
  line.dataset.piece = "";
  return line;
}

/** @param {string} name  @param {string} text  @returns {HTMLElement} a card of one's own, like those that came with the page */
function cardOf(name, text) {
  const card = document.createElement("li");
  const button = document.createElement("button");
  card.dataset.card = name;
  button.type = "button";
  button.className = "btn btn-2";
  button.dir = "auto";
  button.textContent = text;
  card.append(button);
  return card;
}
