/** A row in which records are made one behind the other: Enter keeps and goes on, Esc closes. */
import { on, one, onArrival } from "../dom.js";

const FIELDS = "input:not([type=hidden]):not(.o-sr), select, textarea";

onArrival("[data-quick]", (row) => {
  const wrong = /** @type {HTMLElement | null} */ (row.querySelector("[aria-invalid]"));
  (wrong ?? one(FIELDS, row))?.focus();
  // A new record was kept: the figures below the list are not those of before.
  if (one("[role=status]", row)?.textContent) {
    one("#totals")?.dispatchEvent(new CustomEvent("owj:refresh", { bubbles: true }));
  }
});

/** Whether what is under the keys has a list of its own open. @param {Element} row */
const choosing = (row) => one(".o-pop:not([hidden])", row) !== null;

on("keydown", "[data-quick]", (row, event) => {
  // Enter that chose a link has shut its list by now, and must not keep what is half filled in.
  if (event.isComposing || event.defaultPrevented || choosing(row)) return;
  if (event.code === "Escape") {
    event.preventDefault();
    leave(row);
  }
  const plain = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (plain && (event.code === "Enter" || event.code === "NumpadEnter") && !event.shiftKey) {
    event.preventDefault();
    one("[data-quick-keep]", row)?.click();
  }
});
on("click", "[data-quick-leave]", (button) => leave(/** @type {HTMLElement} */ (button.closest("[data-quick]"))));

/** @param {HTMLElement} row */
function leave(row) {
  row.replaceChildren();
  row.removeAttribute("data-quick");
  one("[data-quick-open]")?.focus();
}
