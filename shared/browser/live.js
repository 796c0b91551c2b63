// Keeps a screen as the server would draw it now.
//
// The socket carries one word, "look"; the screen then asks for itself and is morphed into what comes. First load,
// news, a woken phone and a lost connection all take this one way. Without a socket the screen asks now and then.

import { Idiomorph } from "idiomorph";
import { io } from "socket.io-client";
import { elements } from "./trusted.js";
import { formsOf, isWriting } from "./writing.js";

const POLL = 5000; // milliseconds between looks while there is no socket
const AGAIN = 2000; // after a look that failed; when that fails too, the connection counts as lost
const PATIENCE = 8000; // until a look counts as failed

/**
 * What a page may want to hear; all of it may be left out.
 * @typedef {object} Told
 * @property {() => void} [looked]  the screen is as the server draws it
 * @property {(from: string) => void} [moved]  another step or page has come on screen
 * @property {() => boolean} [hold]  true: another step must wait, someone is in the middle of something
 * @property {() => void} [lost]
 * @property {() => void} [back]
 * @property {(build: string) => void} [newer]  the server has newer pages than this one; said once
 * @property {(gone: boolean) => void} [over]  the meeting has ended, or is gone altogether
 */

/**
 * Keeps `screen` alive. It carries data-look, data-digest and data-ticket, and data-place if moves matter.
 * @param {HTMLElement} screen
 * @param {Told} [told]
 */
export function keep(screen, told = {}) {
  const socket = screen.dataset.ticket ? listen(screen.dataset.ticket) : null;
  let asking = false;
  let askAgain = false;
  let failed = 0;
  let newer = false;
  let stopped = !screen.dataset.look;

  socket?.on("connect", look);
  socket?.on("look", look);
  socket?.on("disconnect", look);
  socket?.on("connect_error", () => failed || look());
  addEventListener("online", wake);
  addEventListener("offline", look);
  addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  poll();
  if (screen.hasAttribute("data-over")) told.over?.(false);
  return { look, refresh, stop };

  /** Asks for the screen; whoever asks meanwhile is answered by one more look. */
  async function look() {
    if (asking) askAgain = true;
    if (asking || stopped) return;
    asking = true;
    do {
      askAgain = false;
      reached(await ask());
    } while (askAgain);
    asking = false;
  }

  /** Asks for the screen also if it is the same, as after something was sent from it. */
  function refresh() {
    screen.dataset.digest = "";
    return look();
  }

  function wake() {
    if (socket && !socket.connected && !stopped) socket.connect();
    look();
  }

  function poll() {
    setTimeout(() => {
      const deaf = failed > 0 || (socket !== null && !socket.connected);
      if (deaf && document.visibilityState === "visible") look();
      if (!stopped) poll();
    }, POLL * (0.8 + 0.4 * Math.random()));
  }

  /** @returns {Promise<boolean>} whether our server answered */
  async function ask() {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), PATIENCE);
    try {
      const headers = { "X-Look": screen.dataset.digest ?? "" };
      const url = screen.dataset.look ?? "";
      const answer = await fetch(url, { headers, cache: "no-store", signal: late.signal });
      notice(answer.headers.get("X-Build"));
      if (answer.status === 204) return true;
      if (!answer.headers.has("X-Digest")) return false; // a gateway, or a network that wants a login first
      take(answer, (await answer.text()).trimEnd()); // the server fills it up with blanks
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {string | null} build  which browser files the server has now */
  function notice(build) {
    if (newer || !build || build === (screen.dataset.build ?? build)) return;
    newer = true;
    told.newer?.(build);
  }

  /** @param {Response} answer  @param {string} html */
  function take(answer, html) {
    const from = screen.dataset.place ?? "";
    const place = answer.headers.get("X-Place") ?? from;
    const gone = answer.status === 404;
    const over = gone || answer.headers.has("X-Over");
    if (place !== from && !over && told.hold?.()) return;
    if (place === from) morph(screen, html);
    else screen.replaceChildren(elements(html));
    screen.dataset.place = place;
    screen.dataset.digest = answer.headers.get("X-Digest") ?? "";
    screen.toggleAttribute("data-over", over);
    if (over) told.over?.(gone);
    told.looked?.();
    if (place !== from) told.moved?.(from);
    if (gone) stop();
  }

  function stop() {
    stopped = true;
    socket?.disconnect();
  }

  /** @param {boolean} answered */
  function reached(answered) {
    if (answered && failed > 1) told.back?.();
    failed = answered ? 0 : failed + 1;
    if (failed === 1) setTimeout(look, AGAIN);
    if (failed === 2) told.lost?.();
  }
}

/** @param {string} ticket */
function listen(ticket) {
  return io({
    transports: ["websocket"],
    auth: { ticket },
    reconnectionDelay: 500,
    reconnectionDelayMax: 3000, // everyone is back within five seconds
    randomizationFactor: 0.5, // a room full of phones must not come back in the same moment
    timeout: PATIENCE,
  });
}

/** @param {HTMLElement} screen  @param {string} html */
function morph(screen, html) {
  Idiomorph.morph(screen, [...elements(html).childNodes], {
    morphStyle: "innerHTML",
    callbacks: {
      beforeNodeMorphed: (old) => !(old instanceof Element && (old.hasAttribute("data-keep") || isWriting(old))),
      beforeNodeRemoved: (old) => !(old instanceof Element && (old.hasAttribute("data-keep") || holdsWriting(old))),
      beforeAttributeUpdated: (name, element) => !(name === "open" && element instanceof HTMLDetailsElement),
    },
  });
}

/** @param {Element} element */
function holdsWriting(element) {
  return isWriting(element) || formsOf(element).some(isWriting);
}
