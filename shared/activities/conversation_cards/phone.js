// One card at a time from the pile in the page, by chance. Which one it was is known to this page alone: nothing is
// sent, nothing is kept, and going on to another step forgets it.

/** @type {string | null} the id of the card that is drawn */
let drawn = null;
const watch = new MutationObserver(show);

document.getElementById("screen")?.addEventListener("click", draw);
show();

/** @param {MouseEvent} event */
function draw(event) {
  if (!(event.target instanceof Element) || !event.target.closest("[data-draw]")) return;
  const others = cards().filter((card) => card.id !== drawn || cards().length === 1);
  const sizes = new Uint32Array(1);
  crypto.getRandomValues(sizes);
  drawn = others[sizes[0] % others.length]?.id ?? null;
  show();
}

function show() {
  watch.disconnect();
  const pile = document.querySelector("[data-pile]");
  if (!pile) drawn = null;
  pile?.classList.add("drawing");
  pile?.classList.toggle("has-drawn", drawn !== null);
  for (const card of cards()) {
    card.classList.toggle("drawn", card.id === drawn);
    const details = card.querySelector("details");
    if (details) details.open = card.id === drawn;
  }
  const screen = document.getElementById("screen");
  if (screen) watch.observe(screen, { childList: true, subtree: true, attributes: true });
}

function cards() {
  return [...document.querySelectorAll("[data-pile] li")];
}
