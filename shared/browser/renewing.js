// A page made by an older version of the server loads itself anew, once, where nobody is in the middle of anything.

import { formsOf, isWriting } from "./writing.js";

const AGAIN = 5000; // milliseconds until it is looked at whether someone is still writing
const NAME = "samklang-renewed"; // for which version this page has been loaded anew; it goes with the tab

/** @param {HTMLElement} screen  @returns {(build: string) => void} to be told of a newer version */
export function renewal(screen) {
  return renew;

  /** @param {string} build */
  function renew(build) {
    if (remembered() === build) return;
    if (formsOf(screen).some(isWriting)) {
      setTimeout(() => renew(build), AGAIN);
      return;
    }
    if (remember(build)) location.reload();
  }
}

/** @returns {string | null} */
function remembered() {
  try {
    return sessionStorage.getItem(NAME);
  } catch {
    return null; // some browsers refuse it altogether
  }
}

/** @param {string} build  @returns {boolean} false where it cannot be kept, and loading anew might go on for ever */
function remember(build) {
  try {
    sessionStorage.setItem(NAME, build);
    return true;
  } catch {
    return false;
  }
}
