// What a page keeps in the browser, for one meeting, so that a reload or a closed tab loses nothing.
//
// Each thing lies under a key of its own: two tabs may put things here at once and none overwrites the other's.

const NAME = "samklang";
const OLD = 36 * 3600 * 1000; // milliseconds; by then the meeting has been deleted, so what was left behind may go

/** @typedef {{ at: number, value: any }} Kept */

export class Shelf {
  /** @param {string} meeting  whose things these are */
  constructor(meeting) {
    this.front = `${NAME}:${meeting}:`;
    /** @type {Map<string, string>} used instead where the browser keeps nothing for us */
    this.memory = new Map();
    this.storage = storage();
    this.sweep();
  }

  /** @param {string} name  @param {unknown} value */
  put(name, value) {
    const text = JSON.stringify({ at: Date.now(), value });
    try {
      if (!this.storage) throw new Error("nothing to keep it in");
      this.storage.setItem(this.front + name, text);
    } catch {
      this.memory.set(this.front + name, text);
    }
  }

  /** @param {string} name  @returns {any} what lies there, or undefined */
  get(name) {
    return read(this.memory.get(this.front + name) ?? this.storage?.getItem(this.front + name) ?? null)?.value;
  }

  /** @param {string} name */
  drop(name) {
    this.memory.delete(this.front + name);
    this.storage?.removeItem(this.front + name);
  }

  /** @param {string} start  @returns {string[]} the names that begin so, in order */
  names(start = "") {
    const front = this.front + start;
    const all = [...this.memory.keys(), ...stored(this.storage)];
    return [...new Set(all)].filter((key) => key.startsWith(front)).sort().map((key) => key.slice(this.front.length));
  }

  /** @returns {[string, any][]} everything that lies here, by name */
  all() {
    return this.names().map((name) => /** @type {[string, any]} */ ([name, this.get(name)]));
  }

  /** Leaves nothing in the browser; what lay here is known to this page until it is closed. */
  empty() {
    const here = this.all();
    for (const [name] of here) this.drop(name);
    this.storage = null;
    for (const [name, value] of here) this.put(name, value);
  }

  /** Clears away what was forgotten on this phone, of any meeting. */
  sweep() {
    for (const key of stored(this.storage)) {
      if (!key.startsWith(`${NAME}:`)) continue;
      const kept = read(this.storage?.getItem(key) ?? null);
      if (!kept || kept.at < Date.now() - OLD) this.storage?.removeItem(key);
    }
  }
}

/** A name that no other has. Plain http has no crypto.randomUUID, but it has this. */
export function freshName() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

/** @returns {Storage | null} */
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // some browsers refuse it altogether
  }
}

/** @param {Storage | null} storage  @returns {string[]} */
function stored(storage) {
  return storage ? Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? "") : [];
}

/** @param {string | null} text  @returns {Kept | null} */
function read(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
