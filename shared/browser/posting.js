// Sends one command and says how it went. The server says "kept" only when it is on disk.

const PATIENCE = 10_000; // milliseconds until an answer counts as lost

/** @typedef {[string, string][]} Fields */
/** @typedef {{ kept: boolean, refused: string, retry: boolean }} Answer  retry: try the same again later */

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
    const body = new URLSearchParams(fields);
    const headers = { Accept: "application/json" };
    const answer = await fetch(url, { method: "POST", body, headers, cache: "no-store", signal: late.signal });
    return understood(answer.status, await answer.json().catch(() => null));
  } catch {
    return { kept: false, refused: "", retry: true };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {number} status
 * @param {any} said  null where something else than our server has answered
 * @returns {Answer}
 */
function understood(status, said) {
  if (said?.kept === true) return { kept: true, refused: "", retry: false };
  if (typeof said?.refused === "string") return { kept: false, refused: said.refused, retry: said.retry === true };
  return { kept: false, refused: "", retry: status < 400 || status >= 500 };
}
