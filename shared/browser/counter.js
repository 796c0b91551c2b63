// How much room there is left in a field, said only when it begins to matter.

const NEARLY = 0.75; // of the room; before that a number would only hurry people
const PARTS = 12; // signs that count as one character: a family with skin tones is eleven
const BELONGS = /[\p{M}\u{200d}\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u; // marks, joiners, skin tones, a flag's letters
const INDICATOR = /[\u{1f1e6}-\u{1f1ff}]/u; // two of these make a flag

/** Starts counting in every field that has a counter ([data-count] names the field, data-most its room). */
export function count() {
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) || !field.id) return;
    const counter = document.querySelector(`[data-count="${CSS.escape(field.id)}"]`);
    if (counter instanceof HTMLElement) say(counter, characters(field.value));
  });
}

/** @param {HTMLElement} counter  @param {number} used */
function say(counter, used) {
  const most = Number(counter.dataset.most);
  counter.dataset.words ??= counter.textContent ?? "";
  counter.textContent = used > most * NEARLY ? `${used} / ${most}` : counter.dataset.words;
}

/**
 * Characters as a person counts them, and as the server does (shared/text.py): never one more or less.
 * @param {string} text  @returns {number}
 */
export function characters(text) {
  let count = 0;
  let parts = PARTS;
  let joined = false;
  let flag = false;
  for (const sign of text.replaceAll("\r\n", "\n").normalize("NFC").trim()) {
    const indicator = INDICATOR.test(sign);
    const belongs = joined || (indicator && flag) || BELONGS.test(sign);
    const begins = !belongs || parts === PARTS;
    count += begins ? 1 : 0;
    parts = begins ? 1 : parts + 1;
    flag = indicator && !flag;
    joined = sign === "\u200d";
  }
  return count;
}
