// A map of what is near and what is further away, as a picture and as a list. The list can do all that the picture
// can; on the picture a mark may also be dragged.

import { work } from "../../browser/private.js";

const MOST = 24; // marks; more could not be told apart
const RADII = [30, 59, 89]; // middle of each ring, in the picture's own measure
const TURN = 2.4; // radians between one mark and the next: the golden angle, so that they never line up
const SPACE = "http://www.w3.org/2000/svg";

/** @typedef {{ sign: string, ring: number, angle: number }} Mark */

work("relation_map", ({ root, data, save }) => {
  const home = /** @type {HTMLElement} */ (root.querySelector("#relations"));
  const picture = /** @type {SVGSVGElement} */ (home.querySelector("svg"));
  const field = /** @type {HTMLInputElement} */ (home.querySelector("#own-mark"));
  let held = -1; // the mark that a finger holds
  home.addEventListener("click", onClick);
  picture.addEventListener("pointerdown", take);
  picture.addEventListener("pointermove", drag);
  picture.addEventListener("pointerup", letGo);
  picture.addEventListener("pointercancel", letGo);
  return { draw };

  /** @param {MouseEvent} event */
  function onClick(event) {
    const pressed = /** @type {HTMLElement | null} */ (event.target instanceof Element ? event.target.closest("button") : null);
    const mark = Number(/** @type {HTMLElement | null} */ (pressed?.closest("[data-mark]"))?.dataset.mark);
    if (pressed?.dataset.sign) field.value = pressed.dataset.sign;
    else if (pressed?.dataset.ring) add(Number(pressed.dataset.ring));
    else if (pressed?.dataset.move) change(mark, { ring: Number(pressed.dataset.move) });
    else if (pressed?.matches("[data-remove]")) remove(mark);
  }

  /** @param {number} ring */
  function add(ring) {
    const sign = field.value.trim();
    if (!sign || marks().length >= MOST) return field.focus();
    const turned = Number(data.turned ?? 0) + 1;
    data.turned = turned;
    data.marks = [...marks(), { sign, ring, angle: turned * TURN }];
    field.value = "";
    keep();
    field.focus();
  }

  /** @param {number} n  @param {Partial<Mark>} how */
  function change(n, how) {
    data.marks = marks().map((mark, at) => (at === n ? { ...mark, ...how } : mark));
    keep();
  }

  /** @param {number} n */
  function remove(n) {
    data.marks = marks().filter((_, at) => at !== n);
    if (marks().length === 0) delete data.marks;
    keep();
    field.focus();
  }

  /** @param {PointerEvent} event */
  function take(event) {
    const mark = /** @type {SVGElement | null} */ (event.target instanceof Element ? event.target.closest("[data-mark]") : null);
    if (!mark) return;
    held = Number(mark.dataset.mark);
    picture.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  function drag(event) {
    if (held < 0) return;
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 220 - 110;
    const y = ((event.clientY - box.top) / box.height) * 220 - 110;
    const far = Math.hypot(x, y);
    change(held, { ring: far < 44 ? 0 : far < 74 ? 1 : 2, angle: Math.atan2(y, x) });
  }

  function letGo() {
    held = -1;
  }

  function keep() {
    draw();
    save();
  }

  function draw() {
    picture.querySelector("[data-marks]")?.replaceChildren(...marks().map(inPicture));
    const list = /** @type {HTMLElement} */ (home.querySelector("[data-marks-list]"));
    while (list.children.length > marks().length) list.lastElementChild?.remove();
    while (list.children.length < marks().length) list.append(fresh());
    for (const [n, mark] of marks().entries()) inList(/** @type {HTMLElement} */ (list.children[n]), mark, n);
    /** @type {HTMLElement} */ (home.querySelector("[data-list]")).hidden = marks().length === 0;
    for (const line of /** @type {NodeListOf<HTMLElement>} */ (home.querySelectorAll("[data-ring-line]"))) {
      const ring = Number(line.dataset.ringLine);
      line.dataset.text = marks().filter((mark) => mark.ring === ring).map((mark) => mark.sign).join("  ");
    }
  }

  /** @param {HTMLElement} item  @param {Mark} mark  @param {number} n */
  function inList(item, mark, n) {
    item.dataset.mark = String(n);
    const sign = /** @type {HTMLElement} */ (item.querySelector("b"));
    sign.textContent = mark.sign;
    sign.id = `mark-${n}`;
    item.querySelector("[role=group]")?.setAttribute("aria-labelledby", sign.id);
    item.querySelector("[data-remove]")?.setAttribute("aria-describedby", sign.id);
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (item.querySelectorAll("[data-move]"))) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.move) === mark.ring));
    }
  }

  /** @returns {HTMLElement} */
  function fresh() {
    const template = /** @type {HTMLTemplateElement} */ (home.querySelector("[data-new]"));
    return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  }

  /** @returns {Mark[]} */
  function marks() {
    return data.marks ?? [];
  }
});

/** @param {Mark} mark  @param {number} n */
function inPicture(mark, n) {
  const drawn = document.createElementNS(SPACE, "g");
  const far = RADII[mark.ring] ?? RADII[2];
  drawn.dataset.mark = String(n);
  drawn.setAttribute("transform", `translate(${Math.cos(mark.angle) * far} ${Math.sin(mark.angle) * far})`);
  const round = document.createElementNS(SPACE, "circle");
  round.setAttribute("r", "12");
  const sign = document.createElementNS(SPACE, "text");
  sign.setAttribute("text-anchor", "middle");
  sign.setAttribute("dominant-baseline", "central");
  sign.textContent = mark.sign;
  drawn.append(round, sign);
  return drawn;
}
