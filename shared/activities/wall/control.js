// Sorting notes into themes: by dragging, by keys, or by choosing a note and then a theme. Everything that is asked
// for goes out through the page's own forms, so that sending, refusing and looking again are the same as elsewhere.

const FAR = 6; // pixels a pointer moves before a press becomes a drag

/** @type {string} */
let chosen = ""; // the id of the note that the keys and the bar move
let wanted = false; // the chosen note should have focus once the screen has been redrawn
/** @type {number | null} */
let themes = null; // how many there were when a new one was asked for by name: once there are more, the field is ready
/** @type {{note: string, ghost: HTMLElement, over: HTMLElement | null} | null} */
let drag = null;

const said = document.createElement("p");
said.className = "vh";
said.setAttribute("role", "status");

const watch = new MutationObserver(redraw);

/** @returns {HTMLElement | null} */
const board = () => document.getElementById("sort");
const notes = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#sort .cn")]);
const columns = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#themes .col")]);
/** @param {string} id @returns {HTMLElement | undefined} */
const noteOf = (id) => notes().find((note) => note.dataset.note === id);
/** @param {Element} inside @returns {HTMLElement | null} */
const placeOf = (inside) => inside.closest("[data-spot]");

start();

function start() {
  const screen = document.getElementById("screen");
  if (!screen) return;
  document.body.append(said);
  screen.addEventListener("click", onClick);
  screen.addEventListener("focusin", onFocus);
  screen.addEventListener("pointerdown", onPress);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("submit", onSubmit, true);
  redraw();
}

/** What the server cannot know is put back after every look: which note is chosen, and where the tabulator stops. */
function redraw() {
  watch.disconnect();
  document.documentElement.toggleAttribute("data-sorting", Boolean(board()));
  if (board()) {
    const all = notes();
    if (!noteOf(chosen)) chosen = "";
    for (const note of all) {
      const isChosen = note.dataset.note === chosen;
      note.setAttribute("aria-pressed", String(isChosen));
      note.classList.toggle("sel", isChosen);
      note.tabIndex = isChosen || (!chosen && note === all[0]) ? 0 : -1;
    }
    drawBar();
    drag?.over?.classList.add("drop");
    if (themes !== null && columns().length !== themes) {
      themes = null;
      if (document.activeElement === document.body) document.getElementById("new-name")?.focus(); // else they went on
    }
    if (wanted && chosen && document.activeElement === document.body) noteOf(chosen)?.focus();
  }
  const screen = document.getElementById("screen");
  if (screen) watch.observe(screen, { childList: true, subtree: true, attributes: true, characterData: true });
}

function drawBar() {
  const bar = document.getElementById("kbar");
  const label = document.getElementById("chosen");
  const note = noteOf(chosen);
  if (!bar || !label) return;
  bar.hidden = !notes().length; // otherwise it keeps its place, or the themes would move under the hand
  const words = note ? (bar.dataset.named ?? "").replace("{note}", shortened(note.textContent ?? "")) : bar.dataset.none;
  if (label.textContent !== words) label.textContent = words ?? "";
  const here = note && (placeOf(note)?.dataset.spot ?? "");
  for (const button of bar.querySelectorAll("button")) button.disabled = !note || button.dataset.to === here;
}

/** @param {string} text */
function shortened(text) {
  const plain = text.trim().replace(/\s+/g, " ");
  return plain.length > 34 ? `${plain.slice(0, 32).trimEnd()} …` : plain;
}

/** @param {MouseEvent} event */
function onClick(event) {
  const target = /** @type {Element} */ (event.target);
  const note = /** @type {HTMLElement | null} */ (target.closest("#sort .cn"));
  const button = /** @type {HTMLElement | null} */ (target.closest("#kbar button"));
  if (note) {
    choose(note);
  } else if (button) {
    if (button.dataset.to === undefined) make();
    else move(chosen, button.dataset.to);
  }
}

/** @param {FocusEvent} event */
function onFocus(event) {
  const note = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("#sort .cn"));
  if (note && note.dataset.note !== chosen) choose(note);
  wanted = Boolean(note);
}

/** @param {HTMLElement} note */
function choose(note) {
  chosen = note.dataset.note ?? "";
  wanted = true;
  redraw();
  if (document.activeElement !== note) note.focus();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (drag && event.key === "Escape") return letGo(false);
  const target = /** @type {Element} */ (event.target);
  const note = /** @type {HTMLElement | null} */ (target.closest?.("#sort .cn"));
  if (!board() || event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input, select, textarea")) return;
  if (event.key.toLowerCase() === "n") {
    make();
  } else if (note && /^[0-9]$/.test(event.key)) {
    const to = event.key === "0" ? "" : placeAt(Number(event.key));
    if (to !== undefined) move(note.dataset.note ?? "", to);
  } else if (note && STEPS[event.key]) {
    const next = neighbour(note, ...STEPS[event.key]);
    if (next) choose(next);
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @type {Record<string, [number, number]>} columns aside, notes down */
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** @param {number} number @returns {string | undefined} */
function placeAt(number) {
  return columns()[number - 1]?.dataset.spot;
}

/** @param {HTMLElement} note @param {number} aside @param {number} down @returns {HTMLElement | undefined} */
function neighbour(note, aside, down) {
  const places = [...document.querySelectorAll("#sort [data-spot]")]
    .map((place) => /** @type {HTMLElement[]} */ ([...place.querySelectorAll(".cn")]))
    .filter((column) => column.length);
  const at = places.findIndex((column) => column.includes(note));
  const row = places[at].indexOf(note);
  if (!aside) return places[at][row + down];
  const column = places[at + aside];
  return column?.[Math.min(row, column.length - 1)];
}

/** @param {string} id @param {string} theme */
function move(id, theme) {
  const note = noteOf(id);
  if (!note || placeOf(note)?.dataset.spot === theme) return;
  const name = document.getElementById(`called-${theme}`)?.textContent ?? "";
  say(theme ? (board()?.dataset.moved ?? "").replace("{theme}", name) : (board()?.dataset.out ?? ""));
  goOn(note);
  send("move", { note: id, theme });
}

/** A theme of its own for the chosen note; with none chosen, the field for a new theme's name. */
function make() {
  const note = noteOf(chosen);
  if (!note) return document.getElementById("new-name")?.focus();
  say(board()?.dataset.made ?? "");
  goOn(note);
  send("make", { note: note.dataset.note ?? "", name: "" });
}

/** The note after this one is the next to be sorted. @param {HTMLElement} note */
function goOn(note) {
  const next = neighbour(note, 0, 1) ?? neighbour(note, 0, -1);
  chosen = next?.dataset.note ?? note.dataset.note ?? "";
  wanted = true;
  redraw();
  next?.focus();
}

/** @param {string} id @param {Record<string, string>} values */
function send(id, values) {
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById(id));
  if (!form) return;
  const fields = /** @type {Record<string, HTMLInputElement>} */ (/** @type {unknown} */ (form.elements));
  for (const [name, value] of Object.entries(values)) fields[name].value = value;
  form.requestSubmit();
  for (const name of Object.keys(values)) fields[name].value = "";
}

/** Two notes moved quickly are two things asked for, also before the screen has been redrawn. */
function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} words */
function say(words) {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = words));
}

/** Before the page sends the form. @param {SubmitEvent} event */
function onSubmit(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("#screen [data-do]") || !board()) return;
  const fields = /** @type {Record<string, HTMLInputElement>} */ (/** @type {unknown} */ (form.elements));
  fields.once.value = fresh();
  const words = { undo: "undone", take_apart: "apart", merge: "merged", show_themes: "shown" }[fields.type.value];
  if (words) say(board()?.dataset[words] ?? "");
  form.closest("details")?.removeAttribute("open");
  if (form.contains(document.activeElement) && fields.name?.value) {
    /** @type {HTMLElement} */ (document.activeElement).blur(); // so that the form may be drawn anew
    if (form.id === "make") themes = columns().length;
  }
}

/** @param {PointerEvent} event */
function onPress(event) {
  const target = /** @type {Element} */ (event.target);
  const note = /** @type {HTMLElement | null} */ (target.closest("#sort .cn"));
  const byFinger = event.pointerType !== "mouse" && !target.closest(".grip"); // a finger on the words scrolls or taps
  if (!note || drag || event.button || byFinger) return;
  const from = { x: event.clientX, y: event.clientY, note };
  /** @param {PointerEvent} moved */
  const onMove = (moved) => {
    if (!drag && Math.hypot(moved.clientX - from.x, moved.clientY - from.y) < FAR) return;
    if (!drag) lift(note);
    carry(moved.clientX, moved.clientY);
  };
  const onEnd = (/** @type {PointerEvent} */ ended) => {
    document.removeEventListener("pointermove", onMove);
    document.removeEventListener("pointerup", onEnd);
    document.removeEventListener("pointercancel", onEnd);
    if (drag) letGo(ended.type === "pointerup");
  };
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onEnd);
  document.addEventListener("pointercancel", onEnd);
}

/** What is carried is a picture of the note; neither is touched when the screen looks again in the middle of it.
 * @param {HTMLElement} note */
function lift(note) {
  const ghost = /** @type {HTMLElement} */ (note.cloneNode(true));
  ghost.removeAttribute("data-note");
  ghost.className = "cn drag ghost";
  ghost.setAttribute("aria-hidden", "true");
  ghost.style.width = `${note.offsetWidth}px`;
  ghost.setAttribute("data-keep", "");
  note.closest("li")?.setAttribute("data-keep", "");
  document.getElementById("screen")?.append(ghost);
  drag = { note: note.dataset.note ?? "", ghost, over: null };
  document.documentElement.setAttribute("data-dragging", "");
}

/** @param {number} x @param {number} y */
function carry(x, y) {
  if (!drag) return;
  drag.ghost.style.transform = `translate(${x - drag.ghost.offsetWidth / 2}px, ${y - drag.ghost.offsetHeight / 2}px)`;
  const under = document.elementFromPoint(x, y);
  const over = /** @type {HTMLElement | null} */ (under?.closest("#sort [data-spot]") ?? null);
  if (over === drag.over) return;
  drag.over?.classList.remove("drop");
  over?.classList.add("drop");
  drag.over = over;
}

/** @param {boolean} here whether the note is to lie where it was let go */
function letGo(here) {
  if (!drag) return;
  const { note, ghost, over } = drag;
  drag = null;
  ghost.remove();
  over?.classList.remove("drop");
  noteOf(note)?.closest("li")?.removeAttribute("data-keep");
  document.documentElement.removeAttribute("data-dragging");
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, true));
  if (here && over) move(note, over.dataset.spot ?? "");
}

/** The click that ends a drag chooses nothing. @param {Event} event */
function swallow(event) {
  event.stopPropagation();
  event.preventDefault();
}
