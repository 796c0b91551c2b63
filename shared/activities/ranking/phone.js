// Putting options in order: up and down for each, or drawn with a finger. Those above the line are in order. For oneself
// the order stays in this browser (browser/private.js); together it is written into the form's own selects.

import { work } from "../../browser/private.js";

const LIST = "#ranking";

work("ranking", ({ root, data, save }) => {
  const home = /** @type {HTMLElement} */ (root.querySelector("[data-own-order]"));
  home.addEventListener("ranked", () => {
    data.order = placed(home).map((option) => option.dataset.rank);
    tell();
    save();
  });
  return { draw };

  function draw() {
    const list = home.querySelector("ol");
    const line = home.querySelector(".rank-line");
    const all = [...home.querySelectorAll("[data-rank]")].sort((a, b) => numberOf(a) - numberOf(b));
    list?.append(...(line ? [line] : []), ...all);
    for (const place of data.order ?? []) line?.before(...all.filter((option) => option.id === `rank-${place}`));
    mark(home);
    tell();
  }

  function tell() {
    home.dataset.text = placed(home).map((option, n) => `${n + 1}. ${nameOf(option)}`).join("\n");
  }
});

start();

function start() {
  const screen = document.getElementById("screen");
  if (!screen) return;
  document.documentElement.toggleAttribute("data-ranking", true);
  screen.addEventListener("click", onClick);
  screen.addEventListener("pointerdown", onGrip);
  new MutationObserver(() => look(screen)).observe(screen, { childList: true, subtree: true });
  look(screen);
}

/** @param {HTMLElement} screen */
function look(screen) {
  const list = screen.querySelector(LIST);
  if (list && !list.querySelector(".moving")) mark(list);
}

/** @param {MouseEvent} event */
function onClick(event) {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-move]"));
  const option = /** @type {HTMLElement | null} */ (button?.closest("[data-rank]") ?? null);
  if (!button || !option) return;
  const line = option.parentElement?.querySelector(".rank-line");
  const isAbove = option.classList.contains("on");
  if (button.dataset.move === "down") option.nextElementSibling?.after(option);
  else if (isAbove) option.previousElementSibling?.before(option);
  else line?.before(option); // at once in order, as the last
  settle(option);
  const other = /** @type {HTMLElement | null} */ (option.querySelector("[data-move]:enabled"));
  (/** @type {HTMLButtonElement} */ (button).disabled ? other : button)?.focus();
}

/** @param {PointerEvent} event */
function onGrip(event) {
  const grip = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".grip"));
  const option = /** @type {HTMLElement | null} */ (grip?.closest("[data-rank]") ?? null);
  if (!option) return;
  event.preventDefault();
  option.classList.add("moving");
  document.addEventListener("pointermove", onMove); // what is moved about in the page lets go of the pointer
  document.addEventListener("pointerup", onEnd, { once: true });
  document.addEventListener("pointercancel", onEnd, { once: true });

  /** @param {PointerEvent} move */
  function onMove(move) {
    const others = [...(option?.parentElement?.children ?? [])].filter((each) => each !== option);
    const below = others.find((each) => move.clientY < each.getBoundingClientRect().top + each.clientHeight / 2);
    if (below) below.before(/** @type {Element} */ (option));
    else option?.parentElement?.append(option);
  }

  function onEnd() {
    document.removeEventListener("pointermove", onMove);
    document.removeEventListener("pointerup", onEnd);
    document.removeEventListener("pointercancel", onEnd);
    option?.classList.remove("moving");
    if (option) settle(option);
  }
}

/** An option has been moved: no more above the line than there are places. @param {HTMLElement} option */
function settle(option) {
  const list = /** @type {HTMLElement} */ (option.closest(LIST));
  const line = /** @type {HTMLElement} */ (list.querySelector(".rank-line"));
  const last = placed(list)[Number(list.dataset.top)];
  last?.before(line);
  mark(list);
  write(list);
  say(list, option);
  list.dispatchEvent(new Event("ranked", { bubbles: true }));
}

/** @param {Element} list  Which are in order, and which can go no further. */
function mark(list) {
  const above = new Set(placed(list));
  const all = [...list.querySelectorAll("[data-rank]")];
  for (const option of all) {
    option.classList.toggle("on", above.has(/** @type {HTMLElement} */ (option)));
    const [up, down] = /** @type {NodeListOf<HTMLButtonElement>} */ (option.querySelectorAll("[data-move]"));
    up.disabled = !option.previousElementSibling;
    down.disabled = !option.nextElementSibling;
  }
}

/** @param {HTMLElement} list */
function write(list) {
  const fields = [.../** @type {NodeListOf<HTMLSelectElement>} */ (list.closest("form")?.querySelectorAll("select") ?? [])];
  const order = placed(list);
  for (const [n, field] of fields.entries()) field.value = order[n]?.dataset.rank ?? "-1";
  fields[0]?.dispatchEvent(new Event("input", { bubbles: true })); // this form is being written in: leave it alone
}

/** @param {HTMLElement} list  @param {HTMLElement} option */
function say(list, option) {
  const said = /** @type {HTMLElement} */ (list.querySelector("[data-ranked]"));
  const place = placed(list).indexOf(option) + 1;
  const words = (place ? said.dataset.placed : said.dataset.loose) ?? "";
  said.textContent = words.replace("{option}", nameOf(option)).replace("{place}", String(place));
}

/** @param {Element} list  @returns {HTMLElement[]} the options above the line, in order */
function placed(list) {
  const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-rank], .rank-line")]);
  return all.slice(0, all.findIndex((each) => each.matches(".rank-line")));
}

/** @param {Element} option */
function nameOf(option) {
  return option.querySelector(".tx")?.textContent?.trim() ?? "";
}

/** @param {Element} option */
function numberOf(option) {
  return Number(/** @type {HTMLElement} */ (option).dataset.rank);
}
