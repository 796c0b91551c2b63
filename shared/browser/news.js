// Says aloud, to those who listen to the screen, what has happened; seldom enough to be heard to the end.

const BREATH = 3000; // milliseconds between two announcements

/** @param {HTMLElement} element  a polite live region with its words in data attributes */
export function announcer(element) {
  /** @type {Set<string>} */
  const waiting = new Set();
  let resting = false;
  return { say };

  /** @param {string} name  which of its words  @param {string} [more] */
  function say(name, more = "") {
    const words = element.dataset[name];
    if (words) waiting.add(`${words} ${more}`.trim());
    if (!resting) speak();
  }

  function speak() {
    resting = waiting.size > 0;
    if (!resting) return;
    element.textContent = [...waiting].join(" ");
    waiting.clear();
    setTimeout(speak, BREATH);
  }
}
