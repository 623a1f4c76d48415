/** Small words for what every module does with the page. */

/** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement[]} */
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement | null} */
export const one = (selector, root = document) => root.querySelector(selector);

/** Run `act` on what matches now and in everything htmx brings later.
 * @param {string} selector @param {(element: HTMLElement) => void} act */
export function onArrival(selector, act) {
  const visit = (/** @type {ParentNode} */ root) => all(selector, root).forEach(act);
  visit(document);
  document.addEventListener("htmx:load", (event) => {
    const root = /** @type {HTMLElement} */ (event.target);
    if (root === document.body) return;
    if (root.matches(selector)) act(root);
    visit(root);
  });
}

/** Listen on the document for an event on what matches.
 * @param {string} name @param {string} selector
 * @param {(element: HTMLElement, event: any) => void} act @param {boolean} [capture] */
export function on(name, selector, act, capture = false) {
  document.addEventListener(
    name,
    (event) => {
      const target = /** @type {Element | null} */ (event.target);
      const found = target instanceof Element ? target.closest(selector) : null;
      if (found) act(/** @type {HTMLElement} */ (found), event);
    },
    capture,
  );
}

/** Ask the server through the page's own htmx; a page's bundle holds none itself.
 * @param {{ url: string, target?: Element, swap?: string, method?: string, values?: object }} asked
 * @returns {Promise<void>} */
export function ask(asked) {
  const detail = { ...asked, done: Promise.resolve() };
  document.dispatchEvent(new CustomEvent("owj:ask", { detail }));
  return detail.done;
}

const persian = document.documentElement.lang === "fa";

/** @param {string | number} text */
export function digits(text) {
  const shown = String(text);
  return persian ? shown.replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[Number(d)]) : shown;
}

/** The letters that look alike fold to one, marks and joiners go: «كتاب‌ها» is «کتاب ها».
 * @param {string} text */
export function folded(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[يى]/g, "ی")
    .replace(/ك/g, "ک")
    .replace(/[\u064b-\u0652\u0670\u0640]/g, "")
    .replace(/[\u200c\u200d\s]+/g, " ")
    .replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0))
    .trim();
}
