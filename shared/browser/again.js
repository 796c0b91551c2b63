// A form that is used many times in a row: once its words are kept it is as on a fresh page, without one.

import { hidden } from "./outbox.js";
import { freshName } from "./shelf.js";
import { textFields } from "./writing.js";

/**
 * @param {HTMLFormElement} form
 * @param {import("./posting.js").Fields} sent  what of it is kept; if its words are others by now they stay
 */
export function again(form, sent) {
  const once = hidden(form, "once");
  if (!form.matches("[data-again]") || once?.value !== sent.find(([name]) => name === "once")?.[1]) return;
  const name = freshName();
  for (const field of [once, hidden(form, "key")]) if (field) field.value = name;
  for (const field of textFields(form)) field.value = "";
  const menu = form.closest("details.menu");
  if (menu) menu.removeAttribute("open");
  else textFields(form)[0]?.focus();
}
