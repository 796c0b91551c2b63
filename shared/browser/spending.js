// Dots or points to spend on options: minus and plus for each, and what is left in words. The numbers themselves stay in
// the form's own fields, so sending is an ordinary form; all this does is to write in them and draw what is there.
//
// The form is #ballot with data-dots (how many there are) and data-each (at most on one). A button's data-by is how many
// it gives or takes. An option shows them in .ds as dots, or in [data-figure] as a number; words for what is left stand in
// [data-n], one for each number that may be left.

const watch = new MutationObserver(redraw);

start();

function start() {
  const screen = document.getElementById("screen");
  if (!screen) return;
  screen.addEventListener("click", onClick);
  redraw();
}

/** @param {MouseEvent} event */
function onClick(event) {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("#ballot[data-dots] [data-by]"));
  const ballot = ballotNow();
  const field = button?.closest("li")?.querySelector("input");
  if (!ballot || !button || !field) return;
  field.value = String(Math.max(0, Number(field.value) + Number(button.dataset.by)));
  redraw();
  field.dispatchEvent(new Event("input", { bubbles: true })); // this form is being written in: leave it alone
  const other = /** @type {HTMLElement | null | undefined} */ (button.closest("li")?.querySelector("[data-by]:enabled"));
  if (/** @type {HTMLButtonElement} */ (button).disabled) other?.focus();
}

/** What the numbers say is drawn again after every press and every look. */
function redraw() {
  watch.disconnect();
  const ballot = ballotNow();
  document.documentElement.toggleAttribute("data-dots", Boolean(ballot));
  if (ballot) draw(ballot);
  const screen = document.getElementById("screen");
  if (screen) watch.observe(screen, { childList: true, subtree: true, attributes: true });
}

/** @param {HTMLFormElement} ballot */
function draw(ballot) {
  const options = [...ballot.querySelectorAll("li")];
  const counts = options.map((option) => Number(option.querySelector("input")?.value) || 0);
  const left = Number(ballot.dataset.dots) - counts.reduce((sum, count) => sum + count, 0);
  options.forEach((option, n) => {
    const [fewer, more] = /** @type {NodeListOf<HTMLButtonElement>} */ (option.querySelectorAll("[data-by]"));
    fewer.disabled = counts[n] < 1;
    more.disabled = left < Number(more.dataset.by) || counts[n] + Number(more.dataset.by) > Number(ballot.dataset.each);
    option.classList.toggle("on", counts[n] > 0);
    const row = option.querySelector(".ds");
    row?.replaceChildren(...Array.from({ length: counts[n] }, () => dot()));
    const figure = option.querySelector("[data-figure]");
    if (figure) figure.textContent = String(counts[n] || "");
  });
  for (const [n, seen] of [...ballot.querySelectorAll("#dots-left .dot")].entries()) {
    seen.classList.toggle("o", n < Number(ballot.dataset.dots) - left);
  }
  for (const words of /** @type {NodeListOf<HTMLElement>} */ (ballot.querySelectorAll("#dots-left [data-n]"))) {
    words.hidden = Number(words.dataset.n) !== left;
  }
}

function dot() {
  const made = document.createElement("i");
  made.className = "dot";
  return made;
}

/** @returns {HTMLFormElement | null} */
function ballotNow() {
  return /** @type {HTMLFormElement | null} */ (document.querySelector("form#ballot[data-dots]"));
}
