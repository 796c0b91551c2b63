// The projector: keeps the picture, says calmly when the server is away, and lets new notes arrive gently.
// Nobody touches it during a meeting, so everything here comes and goes by itself.

import { keep } from "./live.js";
import { renewal } from "./renewing.js";

const LOOK = 20_000; // milliseconds; minutes pass also when nothing happens
const STILL = 3000; // milliseconds without a move of the mouse until the pointer goes
const NEW = 8000; // milliseconds a note is marked as new
const RISING = ["new", "new second", "new third"]; // one after the other; when more come at once, none is singled out

const screen = /** @type {HTMLElement} */ (document.getElementById("screen"));

/** What stands on this scene. @type {Set<string>} */
let known = new Set();
/** How each new note is marked. @type {Map<string, string>} */
const marked = new Map();
let scene = "";

greet();
const live = keep(screen, { looked: greet, lost: hold, back: letGo, newer: renewal(screen) });
setInterval(() => document.visibilityState === "visible" && live.look(), LOOK);
hidePointer();
stayAwake();

/** Marks the notes that have come since the last look, unless the whole scene is new. */
function greet() {
  const now = screen.querySelector(".scene")?.id ?? "";
  const notes = [...screen.querySelectorAll("[id^=note-]")];
  const fresh = notes.filter((note) => !known.has(note.id));
  if (now === scene && fresh.length <= RISING.length) fresh.forEach((note, n) => mark(note.id, RISING[n]));
  if (now !== scene) marked.clear();
  [known, scene] = [new Set(notes.map((note) => note.id)), now];
  for (const note of notes) note.classList.add(...(marked.get(note.id)?.split(" ") ?? []));
}

/** @param {string} id  @param {string} how */
function mark(id, how) {
  marked.set(id, how);
  setTimeout(() => {
    marked.delete(id);
    document.getElementById(id)?.classList.remove(...how.split(" "));
  }, NEW);
}

/** The server is away: a strip below what the group has made, or a calm picture where it has made nothing yet. */
function hold() {
  const empty = screen.querySelector(".lobby") !== null;
  const held = /** @type {HTMLTemplateElement} */ (document.getElementById(empty ? "held-picture" : "held-strip"));
  screen.hidden = empty;
  const shown = /** @type {Element} */ (held.content.firstElementChild?.cloneNode(true));
  const beside = empty ? null : screen.querySelector(".panel, .stage.wall"); // where it lies over nobody's words
  shown.id = "held";
  (beside ?? document.body).append(shown);
}

function letGo() {
  screen.hidden = false;
  document.getElementById("held")?.remove();
}

function hidePointer() {
  const page = document.documentElement.classList;
  let still = 0;
  page.add("idle");
  addEventListener("mousemove", () => {
    clearTimeout(still);
    page.remove("idle");
    still = window.setTimeout(() => page.add("idle"), STILL);
  });
}

/** Keeps the machine from going to sleep, where the browser allows it; the small preview leaves that to the big one. */
function stayAwake() {
  if (window.top !== window || !navigator.wakeLock) return;
  const ask = () => document.visibilityState === "visible" && navigator.wakeLock.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  ask();
}
