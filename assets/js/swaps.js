/** htmx under the strict CSP, and what happens when an answer does not come. */
import htmx from "htmx.org";
import { one } from "./dom.js";

const BUSY_AFTER_MS = 300;
let asking = 0;
let busyTimer = 0;

// An error of ours says how it wants to be shown (HX-Reswap: none, with a toast out of band, or a
// form with its errors at 409 and 422). Anything else must not land in the page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  if (xhr.status < 400 || xhr.status === 409 || xhr.status === 422) return;
  if (xhr.getResponseHeader("HX-Reswap") === "none") return;
  /** @type {CustomEvent} */ (event).detail.shouldSwap = false;
  tellFailure();
});

for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, tellFailure);

document.addEventListener("htmx:beforeRequest", () => {
  asking += 1;
  window.clearTimeout(busyTimer);
  busyTimer = window.setTimeout(() => {
    if (asking > 0) document.documentElement.setAttribute("data-busy", "");
  }, BUSY_AFTER_MS);
});
document.addEventListener("htmx:afterRequest", () => {
  asking = Math.max(0, asking - 1);
  if (asking === 0) document.documentElement.removeAttribute("data-busy");
});

/** Say that nothing was lost although nothing arrived. */
export function tellFailure() {
  const mould = /** @type {HTMLTemplateElement | null} */ (one("#toast-failed"));
  const place = one("#toasts");
  if (mould && place && !one("[data-failed]", place)) place.append(mould.content.cloneNode(true));
}

/** Ask an element to load itself anew; it carries hx-trigger="refresh".
 * @param {Element} element */
export function refresh(element) {
  htmx.trigger(element, "refresh", {});
}

// A page's own bundle holds no second htmx: it asks by this event and waits for `detail.done`.
document.addEventListener("owj:ask", (event) => {
  const asked = /** @type {CustomEvent} */ (event).detail;
  const target = asked.target ?? document.body;
  const { swap, values } = asked;
  asked.done = htmx.ajax(asked.method ?? "GET", asked.url, { target, swap, values });
});
document.addEventListener("owj:refresh", (event) => refresh(/** @type {Element} */ (event.target)));

export { htmx };
