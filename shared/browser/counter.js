// How much room there is left in a field, said only when it begins to matter.

const NEARLY = 0.75; // of the room; before that a number would only hurry people

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

/** @param {string} text  @returns {number} characters as a person counts them */
function characters(text) {
  const plain = text.normalize("NFC");
  return "Segmenter" in Intl ? [...new Intl.Segmenter().segment(plain)].length : [...plain].length;
}
