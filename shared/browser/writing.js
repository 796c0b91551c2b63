// Knows which forms someone is in the middle of, so that nothing is ever changed under their hands.

/** @typedef {HTMLInputElement | HTMLTextAreaElement} TextField */

const TEXT = "textarea:not([readonly]), input[type=text], input:not([type])";

/** @type {WeakMap<HTMLFormElement, number>} form -> when it was last touched */
const touched = new WeakMap();

document.addEventListener("input", note);
document.addEventListener("change", note);

/** @param {Element} form  Whether someone has written or chosen something in it that is not sent yet. */
export function isWriting(form) {
  if (!(form instanceof HTMLFormElement)) return false;
  return touched.has(form) || textFields(form).some((field) => field === document.activeElement);
}

/** @param {Element} inside  @param {number} within  milliseconds; @returns {boolean} whether words were put there just now */
export function isWritingWords(inside, within) {
  return formsOf(inside).some((form) => {
    const words = textFields(form).some(hasNewWords);
    const now = textFields(form).some((field) => field === document.activeElement);
    return words && (now || Date.now() - (touched.get(form) ?? 0) < within);
  });
}

/** @param {HTMLFormElement} form  Its words have gone where they should. */
export function settle(form) {
  touched.delete(form);
}

/** @param {HTMLFormElement} form  Counts as written in, as when words come back from a draft. */
export function touch(form) {
  touched.set(form, Date.now());
}

/** @param {HTMLFormElement} form  False when its button has gone, as when answering has closed meanwhile. */
export function canBeSent(form) {
  return [...form.elements].some((part) => part instanceof HTMLButtonElement && part.type === "submit");
}

/** @param {Element} inside  @returns {HTMLFormElement[]} the forms that carry commands */
export function formsOf(inside) {
  return [...inside.querySelectorAll("form")].filter((form) => form.matches("[data-do]"));
}

/** @param {HTMLFormElement} form  @returns {TextField[]} */
export function textFields(form) {
  return /** @type {TextField[]} */ ([...form.elements].filter((field) => field.matches(TEXT)));
}

/** @param {TextField} field */
export function hasNewWords(field) {
  return field.value.trim() !== "" && field.value !== field.defaultValue;
}

/** @param {Event} event */
function note(event) {
  const field = event.target;
  const form = field instanceof Element ? field.closest("form") : null;
  if (!form) return;
  const emptied = textFields(form).length > 0 && !textFields(form).some(hasNewWords);
  if (emptied && field instanceof Element && field.matches(TEXT)) touched.delete(form);
  else touch(form);
}
