// Minus and plus for each option, and how many dots are left in words. The numbers themselves stay in the form's own
// fields, so sending is an ordinary form; all this does is to write in them and draw what is there.

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
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("#ballot [data-by]"));
  const ballot = ballotNow();
  const field = button?.closest("li")?.querySelector("input");
  if (!ballot || !button || !field) return;
  field.value = String(Number(field.value) + Number(button.dataset.by));
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
    more.disabled = left < 1 || counts[n] >= Number(ballot.dataset.each);
    option.classList.toggle("on", counts[n] > 0);
    const row = option.querySelector(".ds");
    row?.replaceChildren(...Array.from({ length: counts[n] }, () => dot()));
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
  return /** @type {HTMLFormElement | null} */ (document.getElementById("ballot"));
}
