// What someone keeps to themselves lies in this browser alone. Nothing in this file can send anything, and nothing
// that sends (outbox, drafts) knows these keys.

const FRONT = "samklang-own:";
const OLD = 36 * 3600 * 1000; // milliseconds; what nobody has asked to keep is cleared away after the meeting's own time

/** @typedef {{ heading: string, text: string, piece: boolean }} Line  one line on paper; a piece may be shared on purpose */
/**
 * One piece of quiet work.
 * @typedef {object} Own
 * @property {number} at  when it was last touched
 * @property {string} title  the question
 * @property {Record<string, any>} data  what the fields hold
 * @property {Line[]} lines  the same to be read
 * @property {boolean} keep  the person has asked for it to stay
 */

/** @type {Map<string, Own>} used instead where the browser keeps nothing for us */
const memory = new Map();

/** @param {string} place  meeting and step  @returns {Own | null} */
export function read(place) {
  return memory.get(place) ?? understood(storage()?.getItem(FRONT + place) ?? null);
}

/** @param {string} place  @param {Own} own  @returns {boolean} whether it outlives this page */
export function put(place, own) {
  try {
    const shelf = storage();
    if (!shelf) throw new Error("nothing to keep it in");
    shelf.setItem(FRONT + place, JSON.stringify(own));
    memory.delete(place);
    return true;
  } catch {
    memory.set(place, own);
    return false;
  }
}

/** @param {string} place */
export function clear(place) {
  memory.delete(place);
  storage()?.removeItem(FRONT + place);
}

/** @returns {string[]} every place where something lies, the latest first */
export function places() {
  const shelf = storage();
  const keys = shelf ? Array.from({ length: shelf.length }, (_, n) => shelf.key(n) ?? "") : [];
  const stored = keys.filter((key) => key.startsWith(FRONT)).map((key) => key.slice(FRONT.length));
  const all = [...new Set([...memory.keys(), ...stored])].filter((place) => read(place));
  return all.sort((one, other) => (read(other)?.at ?? 0) - (read(one)?.at ?? 0));
}

/** Clears away what has been left behind without anyone asking to keep it. */
export function sweep() {
  for (const place of places()) {
    const own = read(place);
    if (own && !own.keep && own.at < Date.now() - OLD) clear(place);
  }
}

/** @returns {Storage | null} */
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // some browsers refuse it altogether
  }
}

/** @param {string | null} text  @returns {Own | null} */
function understood(text) {
  try {
    const own = JSON.parse(text ?? "null");
    return Array.isArray(own?.lines) && own.data ? own : null;
  } catch {
    return null;
  }
}
