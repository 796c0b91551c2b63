// The one place where text becomes elements of the page. What comes here is our own server's screen and nothing else;
// a browser that knows Trusted Types lets no other code do this.

/** @type {{ createHTML: (html: string) => any }} */
const ours = /** @type {any} */ (window).trustedTypes?.createPolicy("samklang", { createHTML: checked }) ?? {
  createHTML: checked,
};

/** @param {string} html  @returns {DocumentFragment} */
export function elements(html) {
  const template = document.createElement("template");
  template.innerHTML = ours.createHTML(html);
  return template.content;
}

/** @param {string} html  @returns {string} the same; none of our screens brings a script along */
function checked(html) {
  if (/<script|<iframe[^>]+srcdoc/i.test(html)) throw new TypeError("a screen holds no script");
  return html;
}
