// A quiet watch for one turn of a round: seconds in words, for whoever leads, on this page alone. It has no colour and
// no sound, says nothing when the time is over, and tells the server nothing.

let began = 0;

document.getElementById("screen")?.addEventListener("click", press);
setInterval(say, 1000);

/** @param {MouseEvent} event */
function press(event) {
  const button = event.target instanceof Element ? event.target.closest("[data-turn]") : null;
  if (!(button instanceof HTMLElement)) return;
  began = button.dataset.turn === "new" ? Date.now() : 0;
  say();
}

function say() {
  const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-turn-at]"));
  if (!line) {
    began = 0; // another step has come
    return;
  }
  const seconds = String(Math.floor((Date.now() - began) / 1000));
  line.textContent = began ? (line.dataset.said ?? "").replace("#", seconds) : "";
}
