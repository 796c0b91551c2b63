// Quiet work on a phone: fields that belong to no form, kept in this browser as they are written in, found again after
// a reload, and offered to be kept, copied, printed or cleared. Only what someone puts into the sharing form, which is
// an ordinary one, can leave the phone.
//
// An activity that needs more than fields and choices says so with `work("its_name", begin)`. What `begin` gets is
// below; it keeps its things in `data`, calls `save`, and puts what is to stand on paper in data-text of a data-line.

import * as own from "./own.js";

/**
 * @typedef {object} Work
 * @property {HTMLElement} root
 * @property {Record<string, any>} data  everything written and chosen; plain values only
 * @property {() => void} save  keeps `data` and tells the page
 */
/** @typedef {{ draw?: () => void }} Worker  draw: `data` has been emptied or has changed */

const WORDS = "textarea[data-own], input[data-own]";
const SHORT = 60; // characters of a piece on its button

/** @type {Map<string, (work: Work) => Worker | void>} */
const kinds = new Map();
/** @type {Map<HTMLElement, () => void>} room -> reads again what lies on the phone */
const rooms = new Map();
let written = 0; // when something was last written or chosen

queueMicrotask(start); // by then every activity has said what it needs

/** @param {string} kind  the activity's name  @param {(work: Work) => Worker | void} begin */
export function work(kind, begin) {
  kinds.set(kind, begin);
}

/** @param {number} within  milliseconds  @returns {boolean} whether someone is in the middle of something */
export function isWritingPrivately(within) {
  return Date.now() - written < within;
}

function start() {
  const screen = document.getElementById("screen");
  if (!screen) return;
  own.sweep();
  screen.addEventListener("submit", () => {
    written = 0; // done, passed or shared
  });
  addEventListener("pageshow", (event) => event.persisted && readAgain()); // what was deleted must not come back so
  addEventListener("storage", readAgain);
  new MutationObserver(() => look(screen)).observe(screen, { childList: true, subtree: true });
  look(screen);
}

function readAgain() {
  for (const [root, read] of rooms) if (root.isConnected) read();
}

/** @param {HTMLElement} screen */
function look(screen) {
  const fresh = /** @type {NodeListOf<HTMLElement>} */ (screen.querySelectorAll("[data-private]:not([data-begun])"));
  for (const root of fresh) open(screen, root);
  const lists = /** @type {NodeListOf<HTMLElement>} */ (screen.querySelectorAll("[data-own-list]:not([data-begun])"));
  for (const list of lists) show(list);
  const pieces = /** @type {HTMLElement | null} */ (screen.querySelector("[data-pieces]:not([data-begun])"));
  if (pieces) offer(screen, pieces);
}

// --- one piece of work ------------------------------------------------------------------------------------------

/** @param {HTMLElement} screen  @param {HTMLElement} root */
function open(screen, root) {
  root.dataset.begun = "";
  const place = `${screen.dataset.meeting ?? ""}${root.dataset.private}`;
  const before = own.read(place);
  /** @type {Record<string, any>} */
  const data = before?.data ?? {};
  let keep = before?.keep ?? false;
  const worker = kinds.get(root.dataset.kind ?? "")?.({ root, data, save });
  const title = root.dataset.title ?? "";
  const some = () => hasSomething(data);
  const bar = tools(root, { title, lines: () => linesOf(root), some, keep: () => keep, onKeep, onClear });
  root.addEventListener("input", onInput);
  root.addEventListener("click", onChoice);
  draw();
  root.hidden = false;
  rooms.clear(); // there is one on a page
  rooms.set(root, read);

  function read() {
    const now = own.read(place);
    empty();
    Object.assign(data, now?.data ?? {});
    keep = now?.keep ?? false;
    draw();
  }

  function empty() {
    for (const name of Object.keys(data)) delete data[name];
  }

  function draw() {
    fill(root, data);
    worker?.draw?.();
    bar.draw();
  }

  /** @param {Event} event */
  function onInput(event) {
    const field = event.target;
    if (!isWords(field)) return;
    data[field.dataset.own ?? ""] = field.value;
    save();
  }

  /** @param {MouseEvent} event */
  function onChoice(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-own] [data-value]") : null;
    const group = /** @type {HTMLElement | null} */ (button?.closest("[data-own]") ?? null);
    if (!(button instanceof HTMLElement) || !group || group.hasAttribute("data-drawn")) return;
    const name = group.dataset.own ?? "";
    data[name] = chosen(data[name], button.dataset.value ?? "", group.hasAttribute("data-many"));
    fill(root, data);
    save();
  }

  function save() {
    written = Date.now();
    const lasts = !some() || own.put(place, { at: written, title, data, lines: linesOf(root), keep });
    if (!some()) own.clear(place);
    bar.draw();
    if (!lasts) bar.say("brief");
    const pieces = /** @type {HTMLElement | null} */ (screen.querySelector("[data-pieces]"));
    if (pieces) offer(screen, pieces);
  }

  function onKeep() {
    keep = !keep;
    save();
    return keep;
  }

  function onClear() {
    empty();
    keep = false;
    own.clear(place);
    draw();
    save();
  }
}

/** @param {HTMLElement} root  @param {Record<string, any>} data  Puts what is kept where it belongs. */
function fill(root, data) {
  for (const field of /** @type {NodeListOf<HTMLTextAreaElement>} */ (root.querySelectorAll(WORDS))) {
    const value = String(data[field.dataset.own ?? ""] ?? "");
    if (field.value !== value) field.value = value;
  }
  for (const group of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-own]:not(textarea, input)"))) {
    const now = [data[group.dataset.own ?? ""] ?? []].flat();
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll("[data-value]"))) {
      button.setAttribute("aria-pressed", String(now.includes(button.dataset.value)));
    }
  }
}

/** @param {any} now  @param {string} value  @param {boolean} many */
function chosen(now, value, many) {
  if (!many) return now === value ? "" : value;
  const all = [now ?? []].flat();
  return all.includes(value) ? all.filter((each) => each !== value) : [...all, value];
}

/** @param {unknown} value  Whether anyone has written or chosen something; where they have got to does not count. */
function hasSomething(value) {
  if (typeof value === "string") return value.trim() !== "";
  return typeof value === "object" && value !== null && Object.values(value).some(hasSomething);
}

/** @param {HTMLElement} root  @returns {import("./own.js").Line[]} what there is to read, in the order of the page */
function linesOf(root) {
  const parts = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-line]")]);
  const lines = parts.map((part) => ({
    heading: part.dataset.line ?? "",
    text: textOf(part).trim(),
    piece: part.hasAttribute("data-piece"),
  }));
  return lines.filter((line) => line.text);
}

/** @param {HTMLElement} part */
function textOf(part) {
  if (isWords(part)) return part.value;
  if (part.dataset.text !== undefined) return part.dataset.text;
  const pressed = /** @type {HTMLElement[]} */ ([...part.querySelectorAll("[data-value][aria-pressed=true]")]);
  return pressed.map((each) => each.dataset.says ?? each.textContent?.trim() ?? "").join(", ");
}

/** @param {unknown} field  @returns {field is HTMLTextAreaElement | HTMLInputElement} */
function isWords(field) {
  return field instanceof Element && field.matches(WORDS);
}

// --- sharing on purpose -----------------------------------------------------------------------------------------

/** Lets the person choose which piece goes into the sharing form. @param {HTMLElement} screen  @param {HTMLElement} pieces */
function offer(screen, pieces) {
  pieces.dataset.begun = "";
  const root = /** @type {HTMLElement | null} */ (screen.querySelector("[data-private]"));
  const found = root ? linesOf(root).filter((line) => line.piece) : [];
  for (const old of pieces.querySelectorAll("button")) old.remove();
  pieces.hidden = found.length === 0;
  pieces.append(...found.map((line) => pieceButton(line.text)));
}

/** @param {string} text */
function pieceButton(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-2 btn-wide btn-start";
  button.dir = "auto";
  button.textContent = text.length > SHORT ? `${text.slice(0, SHORT)} …` : text;
  button.addEventListener("click", () => {
    const field = button.closest("form")?.querySelector("textarea");
    if (!field) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  return button;
}

// --- everything that is kept on this phone ----------------------------------------------------------------------

/** @param {HTMLElement} list */
function show(list) {
  list.dataset.begun = "";
  const items = /** @type {HTMLElement} */ (list.querySelector("[data-owns]"));
  const template = /** @type {HTMLTemplateElement} */ (list.querySelector("[data-own-item]"));
  const all = /** @type {HTMLElement} */ (list.querySelector("[data-clear-all]"));
  const said = /** @type {HTMLElement} */ (list.querySelector("[data-all-said]"));
  const places = own.places();
  items.replaceChildren(...places.map((place) => item(place)));
  list.hidden = places.length === 0;
  for (const nothing of document.querySelectorAll("[data-nothing]")) nothing.toggleAttribute("hidden", !list.hidden);
  all.hidden = places.length < 2;
  sure(all, () => {
    for (const place of own.places()) own.clear(place);
    items.replaceChildren();
    all.hidden = true;
    say(said, "cleared");
  });

  /** @param {string} place  @returns {HTMLElement} */
  function item(place) {
    const drawn = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const kept = /** @type {import("./own.js").Own} */ (own.read(place));
    const title = /** @type {HTMLElement} */ (drawn.querySelector("h2"));
    title.textContent = kept.title;
    const day = new Date(kept.at).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });
    /** @type {HTMLElement} */ (drawn.querySelector("[data-day]")).textContent = day;
    drawn.querySelector("dl")?.replaceChildren(...asTerms(kept.lines));
    const bar = tools(drawn, {
      title: kept.title,
      lines: () => own.read(place)?.lines ?? [],
      some: () => own.read(place) !== null,
      keep: () => own.read(place)?.keep ?? false,
      onKeep: () => {
        const now = own.read(place);
        if (now) own.put(place, { ...now, keep: !now.keep });
        return !now?.keep;
      },
      onClear: () => {
        own.clear(place);
        drawn.remove();
        all.hidden = items.children.length < 2;
        say(said, "cleared");
      },
    });
    bar.draw();
    return drawn;
  }
}

/** @param {import("./own.js").Line[]} lines  A heading that goes on is not said again. */
function asTerms(lines) {
  return lines.flatMap((line, n) => {
    const text = element("dd", line.text);
    return line.heading === lines[n - 1]?.heading ? [text] : [element("dt", line.heading), text];
  });
}

/** @param {string} name  @param {string} text */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  made.dir = "auto";
  return made;
}

// --- keep, copy, print, clear -----------------------------------------------------------------------------------

/**
 * @typedef {object} Kept
 * @property {string} title
 * @property {() => import("./own.js").Line[]} lines
 * @property {() => boolean} some  whether there is anything
 * @property {() => boolean} keep
 * @property {() => boolean} onKeep  turns it over, and says what it is then
 * @property {() => void} onClear
 */

/** @param {HTMLElement} home  @param {Kept} kept */
function tools(home, kept) {
  const bar = /** @type {HTMLElement} */ (home.querySelector("[data-tools]"));
  const said = /** @type {HTMLElement} */ (home.querySelector("[data-said]"));
  button("keep").addEventListener("click", () => {
    say(said, kept.onKeep() ? "kept" : "let");
    draw();
  });
  button("copy").addEventListener("click", () => {
    copy(asText(kept));
    say(said, "copied");
  });
  button("print").addEventListener("click", () => print(kept));
  button("print").hidden = typeof window.print !== "function";
  sure(bar, () => {
    kept.onClear();
    say(said, "cleared");
  });
  return { draw, say: (/** @type {string} */ name) => say(said, name) };

  function draw() {
    bar.hidden = !kept.some();
    button("keep").setAttribute("aria-pressed", String(kept.keep()));
    if (!bar.hidden && said.textContent === said.dataset.cleared) said.textContent = "";
  }

  /** @param {string} name  @returns {HTMLElement} */
  function button(name) {
    return /** @type {HTMLElement} */ (bar.querySelector(`[data-tool=${name}]`));
  }
}

/** Asks once more before anything is cleared. @param {HTMLElement} bar  @param {() => void} clear */
function sure(bar, clear) {
  const question = /** @type {HTMLElement} */ (bar.querySelector("[data-sure]"));
  const ask = /** @type {HTMLElement} */ (bar.querySelector("[data-tool=ask]"));
  const stop = /** @type {HTMLElement} */ (bar.querySelector("[data-tool=stop]"));
  ask.addEventListener("click", () => {
    question.hidden = false;
    stop.focus();
  });
  stop.addEventListener("click", () => {
    question.hidden = true;
    ask.focus();
  });
  bar.querySelector("[data-tool=clear]")?.addEventListener("click", () => {
    question.hidden = true;
    clear();
  });
}

/** @param {HTMLElement} region  @param {string} name */
function say(region, name) {
  region.textContent = region.dataset[name] ?? "";
}

/** @param {Kept} kept */
function asText(kept) {
  const parts = asTerms(kept.lines()).map((part) => `${part.tagName === "DT" ? "\n" : ""}${part.textContent}`);
  return [kept.title, ...parts].join("\n");
}

/** @param {string} text  Plain http has no navigator.clipboard, so it is selected and copied as a person would. */
function copy(text) {
  const back = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = document.createElement("textarea");
  field.readOnly = true;
  field.className = "vh";
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  back?.focus();
}

/** @param {Kept} kept  Prints this and nothing else of the page. */
function print(kept) {
  const paper = document.createElement("article");
  paper.id = "own-paper";
  const lines = document.createElement("dl");
  lines.append(...asTerms(kept.lines()));
  paper.append(element("h1", kept.title), lines);
  document.body.append(paper);
  document.documentElement.dataset.printing = "";
  addEventListener("afterprint", clearUp, { once: true });
  window.print();

  function clearUp() {
    paper.remove();
    delete document.documentElement.dataset.printing;
  }
}
