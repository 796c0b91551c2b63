// Finds in a text what could tell who wrote it, or whom it is about: a number, an address, a name. It looks only when
// someone writes, on their own phone; what it finds goes nowhere. Seldom wrong matters more than finding everything:
// a banner about an ordinary sentence would only make people afraid to write.

import { FIRST_NAMES } from "./first-names.js";

/** @typedef {"phone" | "id" | "mail" | "link" | "name"} Kind */
/** @typedef {{ kind: Kind, start: number, end: number }} Found */

// No pattern looks behind itself: phones of 2022 cannot read that. What may not stand before is tried on its own.
const MAIL = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/gu;
const LINK = /(?:https?:\/\/|www\.)[^\s<>"]+/gi;
const PLACE = /(?:[\p{L}\d-]{2,}\.)+(?:(?:dk|com|org)(?![\p{L}\d])(?:\/[^\s<>"]*)?|no(?:\/[^\s<>"]*|(?=[,;:!?)]|\.?\s*$)))/gu;
const ID = /(\d{2})(\d{2})(\d{2})[ -]?(?:\d{5}|\d{4})(?!\d)/g;
const ABROAD = /(?:\+|00)[1-9]\d{0,2}(?:[ .()-]{0,2}\d){6,12}(?!\d)/g;
const LOCAL = /(?:\d{8}|\d{4}[ -]\d{4}|\d{2}([ .-])\d{2}\1\d{2}\1\d{2}|\d{3} \d{2} \d{3})(?![\d/]|[.,:-]\d)/g;
const IN_NUMBER = /[\d+]$|\d[.,:/-]$/;
const IN_WORD = /[\p{L}\d.@-]$/u;
const MONEY = /^\s*(?:,-|kr\b|kroner\b|dkk\b|nok\b|euro\b|eur\b|dollar|pund\b|pounds?\b|€|%|\p{L}*million|mio\b|km\b|skridt\b|skritt\b|steg\b|steps\b|år\b|years?\b)/iu;
const AFTER_MONEY = /(?:kr\.?|dkk|nok|€|£|\$|eur)\s*$/i;
const WORD = /[\p{L}][\p{L}’'-]*/gu;
const CAPITAL = /^\p{Lu}/u;
const OPENS = /(?:^|[.!?:…\n\r•*–—]|[-»«“”"'(]\s*)\s*$/u; // a sentence begins after this, so a capital says nothing

/**
 * The first thing in a text that could point at someone, leaving out those that `kept` holds.
 * @param {string} text  @param {Set<string>} [kept]  what the person has chosen to keep, as written
 * @returns {Found | null}
 */
export function recognisable(text, kept = new Set()) {
  const found = [
    ...all(text, MAIL, "mail"),
    ...all(text, LINK, "link"),
    ...all(text, PLACE, "link", IN_WORD),
    ...all(text, ID, "id", IN_NUMBER, isBornOn),
    ...all(text, ABROAD, "phone", IN_NUMBER),
    ...all(text, LOCAL, "phone", IN_NUMBER, isPhone),
    ...names(text),
  ];
  const left = found.filter(({ start, end }) => !kept.has(text.slice(start, end)));
  return left.sort((a, b) => a.start - b.start)[0] ?? null;
}

/**
 * The text without what was found, and without the gap it leaves.
 * @param {string} text  @param {Found} found
 */
export function without(text, { start, end }) {
  const after = text.slice(end);
  const before = /^[,.;:!?]/.test(after) ? text.slice(0, start).replace(/[ \t]+$/, "") : text.slice(0, start);
  const gap = /\s$/.test(before) || before === "";
  return before + (gap ? after.replace(/^[ \t]/, "") : after);
}

/**
 * @param {string} text  @param {RegExp} pattern  @param {Kind} kind
 * @param {RegExp} [notAfter]  what may not stand before it
 * @param {(match: RegExpMatchArray, text: string) => boolean} [fits]
 * @returns {Found[]}
 */
function all(text, pattern, kind, notAfter, fits = () => true) {
  return [...text.matchAll(pattern)]
    .map((match) => ({ match, start: match.index ?? 0 }))
    .filter(({ match, start }) => !notAfter?.test(text.slice(0, start)) && fits(match, text))
    .map(({ match, start }) => ({ kind, start, end: start + match[0].length }));
}

/** @param {RegExpMatchArray} match  whether six figures can be a day of birth (Norwegian numbers may add 40 to the day) */
function isBornOn([, day, month]) {
  const [d, m] = [Number(day) % 40, Number(month) % 40];
  return d >= 1 && d <= 31 && m >= 1 && m <= 12 && Number(day) < 72 && Number(month) < 53;
}

/** @param {RegExpMatchArray} match  @param {string} text  whether eight figures are more likely a phone than anything else */
function isPhone(match, text) {
  const digits = match[0].replace(/\D/g, "");
  const start = match.index ?? 0;
  const sum = MONEY.test(text.slice(start + match[0].length)) || AFTER_MONEY.test(text.slice(0, start));
  return !(sum || isDate(digits) || isYears(match[0]) || isClock(digits) || isCounting(digits) || /000$/.test(digits));
}

/** @param {string} digits  01022024 or 20240201 */
function isDate(digits) {
  const fits = (/** @type {number} */ d, /** @type {number} */ m, /** @type {number} */ y) =>
    d >= 1 && d <= 31 && m >= 1 && m <= 12 && y >= 1900 && y < 2100;
  const n = (/** @type {number} */ from, /** @type {number} */ to) => Number(digits.slice(from, to));
  return fits(n(0, 2), n(2, 4), n(4, 8)) || fits(n(6, 8), n(4, 6), n(0, 4));
}

/** @param {string} written  2023 2024 */
function isYears(written) {
  return /^(?:19|20)\d\d[ -](?:19|20)\d\d$/.test(written);
}

/** @param {string} digits  0800 1600, as times of day */
function isClock(digits) {
  return /^(?:[01]\d|2[0-4])(?:00|15|30|45)(?:[01]\d|2[0-4])(?:00|15|30|45)$/.test(digits);
}

/** @param {string} digits  10 20 30 40 */
function isCounting(digits) {
  const [a = 0, b = 0, c = 0, d = 0] = (digits.match(/\d\d/g) ?? []).map(Number);
  return b - a === c - b && c - b === d - c && Math.abs(b - a) % 5 === 0;
}

/** @param {string} text  @returns {Found[]} first names, where a capital letter means that one is meant */
function names(text) {
  const words = [...text.matchAll(WORD)].map((match) => ({ word: match[0], start: match.index ?? 0 }));
  return words.flatMap(({ word, start }, n) => {
    if (!isName(word) || word === word.toUpperCase()) return [];
    const end = start + word.length;
    const next = words[n + 1];
    const surname = next && next.word.length > 1 && CAPITAL.test(next.word) && text.slice(end, next.start) === " ";
    if (!surname && OPENS.test(text.slice(0, start))) return [];
    return [{ kind: /** @type {Kind} */ ("name"), start, end: surname ? next.start + next.word.length : end }];
  });
}

/** @param {string} word  Mette, Mettes, Mette's, Anne-Marie */
function isName(word) {
  if (!CAPITAL.test(word)) return false;
  const plain = word.toLowerCase().replace(/[’']s?$/, "");
  return [plain, plain.replace(/s$/, ""), plain.split("-")[0] ?? ""].some((form) => FIRST_NAMES.has(form));
}
