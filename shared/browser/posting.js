// Sends one command and says how it went. The server says "kept" only when it is on disk.

const PATIENCE = 10_000; // milliseconds until an answer counts as lost
const STEP = 2048; // bytes: a pass, a vote, a taking back and nearly every note fill one, so that none can be told apart

/** @typedef {[string, string][]} Fields */
/**
 * @typedef {object} Answer
 * @property {boolean} kept
 * @property {string} refused  the reason in the reader's words, if there is one
 * @property {boolean} retry  the same may be tried again later
 * @property {boolean} reached  someone has answered for good, and will hardly answer otherwise next time
 */

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [submitter]  the button that was pressed; its name and value go along
 * @returns {Fields}
 */
export function fieldsOf(form, submitter) {
  const fields = /** @type {Fields} */ ([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const named = submitter instanceof HTMLButtonElement || submitter instanceof HTMLInputElement;
  return named && submitter.name ? [...fields, [submitter.name, submitter.value]] : fields;
}

/**
 * @param {string} url
 * @param {Fields} fields
 * @returns {Promise<Answer>}
 */
export async function post(url, fields) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE);
  try {
    const body = filled(fields);
    const headers = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" };
    const answer = await fetch(url, { method: "POST", body, headers, cache: "no-store", signal: late.signal });
    return understood(answer.status, await answer.json().catch(() => null));
  } catch {
    return { kept: false, refused: "", retry: true, reached: false };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What is sent, made as long as whole steps are; see shared/alike.py.
 * @param {Fields} fields
 */
function filled(fields) {
  const body = new URLSearchParams([...fields, ["padding", ""]]).toString();
  return body + "0".repeat((STEP - (body.length % STEP)) % STEP);
}

/**
 * @param {number} status
 * @param {any} said  null where something else than our server has answered
 * @returns {Answer}
 */
function understood(status, said) {
  const refused = typeof said?.refused === "string" ? said.refused : "";
  const ours = said?.kept === true || refused !== "";
  const later = ours && (status === 503 || status === 429); // no room just now, or too much at once: that passes
  const reached = !later && (ours || (status >= 400 && status < 500)); // a gateway that waits for us says 5xx, or a page
  return { kept: said?.kept === true, refused, retry: ours ? said.retry === true : true, reached };
}
