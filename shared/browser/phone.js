// The participant's phone: the page works without any of this. With it, the screen follows the meeting by itself,
// what is sent is never lost, and what is half written stays where it is.

import { arrive } from "./arriving.js";
import { count } from "./counter.js";
import { Drafts } from "./drafts.js";
import { gentleWord } from "./gentle.js";
import { helpAtHand } from "./help.js";
import { keep } from "./live.js";
import { mayMove } from "./moving.js";
import { announcer } from "./news.js";
import { Outbox } from "./outbox.js";
import { isWritingPrivately } from "./private.js";
import { Shelf } from "./shelf.js";
import "./spending.js";
import { draw, fromTemplate, isLate } from "./unsent.js";
import { canBeSent, formsOf, isWriting, isWritingWords } from "./writing.js";

const LONG = 60_000; // milliseconds without a connection, after which the server may have moved elsewhere
const JUST_NOW = 20_000; // milliseconds; whoever wrote a word within this time is still writing

const screen = document.getElementById("screen");
const region = document.getElementById("news");
if (screen?.dataset.place === "arrive") arrive(screen);
else if (screen?.dataset.meeting && region) begin(screen, region);

/** @param {HTMLElement} screen  @param {HTMLElement} region */
function begin(screen, region) {
  const news = announcer(region);
  const shelf = new Shelf(screen.dataset.meeting ?? "");
  const drafts = new Drafts(shelf, screen);
  const outbox = new Outbox(shelf, { changed: paint, sent, refused, stuck: () => live.look() });
  const help = helpAtHand((form, button) => outbox.take(form, button));
  let lost = false;
  let long = false; // so long that there may be a new code to scan
  let newer = false; // there is a newer version of this page
  let searching = 0; // until it counts as long
  let held = false; // another step waits for this person to finish a sentence
  let released = false; // they have asked to see it all the same
  let painted = "";

  count();
  gentleWord(screen, region.dataset, news.say);
  const live = keep(screen, { looked, moved, hold, lost: away, back, newer: renewed, over });
  mayMove(screen, shelf, goneOn);
  screen.addEventListener("submit", submit);
  screen.addEventListener("click", goOn);
  screen.addEventListener("click", reload);
  addEventListener("online", () => outbox.send());
  addEventListener("storage", otherTab);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && outbox.send());
  looked();
  outbox.send();

  /** @param {SubmitEvent} event */
  function submit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-do]") || event.defaultPrevented) return;
    event.preventDefault();
    if (outbox.take(form, event.submitter)) setTimeout(paint, 500); // by then it has gone, or is worth a word
  }

  /** @param {StorageEvent} event */
  function otherTab(event) {
    paint();
    if (event.key?.includes(":out:") && event.newValue === null) live.refresh(); // it has sent something of ours
  }

  async function sent() {
    news.say("sent");
    help.refresh();
    await live.refresh();
    if (document.activeElement === document.body) toHeading(); // the pressed button is gone with what it sent
  }

  function refused() {
    news.say("kept");
    help.refresh();
    live.refresh();
  }

  function looked() {
    drafts.restore();
    paint();
  }

  function hold() {
    const wait = !released && (isWritingWords(screen, JUST_NOW) || isWritingPrivately(JUST_NOW));
    if (wait && !held) news.say("moved");
    held = wait;
    if (held) setTimeout(live.look, JUST_NOW);
    paint();
    return held;
  }

  /** @param {MouseEvent} event */
  function goOn(event) {
    if (!(event.target instanceof Element) || !event.target.closest("[data-go-on]")) return;
    released = true;
    live.look();
  }

  /** @param {MouseEvent} event */
  function reload(event) {
    if (event.target instanceof Element && event.target.closest("[data-reload]")) location.reload();
  }

  /** @param {string} from  the step that was on screen */
  function moved(from) {
    held = released = false;
    for (const draft of drafts.takeFrom(from)) outbox.leave(draft.step, draft.words, region.dataset.left ?? "");
    news.say("new", screen.querySelector("h1")?.textContent ?? "");
    scrollTo(0, 0);
    toHeading();
    paint();
  }

  function toHeading() {
    const heading = screen.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }

  function away() {
    lost = true;
    searching = window.setTimeout(() => {
      long = true;
      paint();
    }, LONG);
    news.say("lost");
    paint();
  }

  function back() {
    lost = long = false;
    clearTimeout(searching);
    news.say("back");
    paint();
    outbox.send();
  }

  function renewed() {
    newer = true;
    news.say("newer");
    paint();
  }

  /** Nothing may stay on the phone now; what was not sent can be read and copied until the page is closed. */
  function over() {
    shelf.empty();
  }

  /** What was here goes on at the meeting's new address, in a page of its own. */
  function goneOn() {
    live.stop();
    document.querySelector("dialog[open]")?.removeAttribute("open");
    screen.replaceChildren(fromTemplate("t-gone"));
  }

  /** Draws what only this phone knows, unless it stands there already. */
  function paint() {
    const closed = formsOf(screen).some((form) => isWriting(form) && !canBeSent(form));
    const now = JSON.stringify([lost, long, newer, held, closed, screen.dataset.place, outbox.items().map((item) => [item, isLate(item)])]);
    const standing = screen.querySelectorAll("[data-unsent]").length;
    if (painted === `${now}${standing}`) return;
    const notices = [lost && (long ? "t-long" : "t-lost"), newer && "t-newer", held && "t-moved", closed && "t-closed"].filter((name) => name !== false);
    tell(notices);
    draw(screen, outbox, { lost, long }, region.dataset.kept ?? "");
    painted = `${now}${screen.querySelectorAll("[data-unsent]").length}`;
  }

  /** @param {string[]} notices  Those that stand there already stay as they are: someone may be writing in one. */
  function tell(notices) {
    const place = screen.querySelector("#connection");
    if (!(place instanceof HTMLElement) || place.dataset.says === notices.join(" ")) return;
    place.dataset.says = notices.join(" ");
    place.replaceChildren(...notices.map(fromTemplate));
  }
}
