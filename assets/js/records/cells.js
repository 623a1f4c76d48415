/** Cells of a list edited in place: e or a double click opens, Enter keeps, Tab goes on, Esc leaves.
 * What was written shows at once; when the server refuses, the cell is as it was and a toast says why. */
import { all, ask, on, one } from "../dom.js";

/** What a cell showed before it was opened. @type {WeakMap<HTMLElement, ChildNode[]>} */
const before = new WeakMap();
/** The column that was edited last: e goes there again. */
let column = 0;

/** @param {HTMLElement} cell */
async function open(cell) {
  if (cell.hasAttribute("data-editing")) return;
  before.set(cell, [...cell.childNodes]);
  cell.setAttribute("data-editing", "");
  column = /** @type {HTMLTableCellElement} */ (cell).cellIndex;
  await ask({ url: cell.dataset.cell ?? "", target: cell });
  const field = one("input:not([type=hidden]), select, textarea", cell);
  if (!field) return restore(cell);
  const form = /** @type {HTMLElement} */ (one("form", cell));
  // Since this row was drawn others may have written: what this person saw decides.
  const version = /** @type {HTMLInputElement | null} */ (one("[name=version]", form));
  if (version && cell.dataset.version) version.value = cell.dataset.version;
  field.focus();
  if (field instanceof HTMLInputElement && field.type !== "checkbox") field.select();
}

/** @param {HTMLElement} cell */
function restore(cell) {
  cell.removeAttribute("data-editing");
  cell.removeAttribute("data-pending");
  const shown = before.get(cell);
  if (shown) cell.replaceChildren(...shown);
}

/** @param {HTMLFormElement} form */
function wordsIn(form) {
  const field = /** @type {HTMLInputElement | HTMLSelectElement | null} */ (
    one("select, textarea, input:not([type=hidden])", form)
  );
  return field instanceof HTMLSelectElement ? (field.selectedOptions[0]?.text ?? "") : (field?.value ?? "");
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = /** @type {HTMLElement} */ (event.target);
  if (!form.matches("[data-celledit]")) return;
  const cell = /** @type {HTMLElement | null} */ (form.closest("[data-cell]"));
  if (!cell) return;
  const shown = document.createElement("span");
  shown.textContent = wordsIn(/** @type {HTMLFormElement} */ (form));
  form.hidden = true;
  cell.setAttribute("data-pending", "");
  cell.append(shown);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, target, xhr, successful } = /** @type {CustomEvent} */ (event).detail;
  // The form itself may be gone by now: what answers takes its place.
  if (requestConfig?.verb !== "post" || !target?.matches?.("[data-cell]")) return;
  const cell = /** @type {HTMLElement} */ (target);
  cell.removeAttribute("data-pending");
  if (successful) return settled(cell);
  // 409 brings the value that somebody else wrote, 422 the form with its error. Where nothing came,
  // the form is still there with what was written: Esc leaves it.
  if (xhr.status === 409) return cell.removeAttribute("data-editing");
  const form = /** @type {HTMLElement | null} */ (one("[data-celledit]", cell));
  if (form?.hidden) {
    form.hidden = false;
    form.nextElementSibling?.remove();
  }
  one("input:not([type=hidden]), select, textarea", cell)?.focus();
});

/** @param {HTMLElement} cell */
function settled(cell) {
  cell.removeAttribute("data-editing");
  cell.setAttribute("data-saved", "");
  window.setTimeout(() => cell.removeAttribute("data-saved"), 1500);
  const row = cell.closest("[data-row]");
  for (const other of row ? all("[data-version]", row) : []) {
    other.dataset.version = String(Number(other.dataset.version) + 1);
  }
  one("#totals")?.dispatchEvent(new CustomEvent("owj:refresh", { bubbles: true }));
}

on("dblclick", "[data-cell]", (cell) => void open(cell));
on("click", "[data-edit-cell]", () => {
  const row = one("[data-row][data-cursor]") ?? one("[data-list] [data-row]");
  if (!row) return;
  const cells = all("[data-cell]", row);
  const again = cells.find((cell) => /** @type {HTMLTableCellElement} */ (cell).cellIndex === column);
  const cell = again ?? cells[0];
  if (cell) void open(cell);
});

on("keydown", "[data-celledit]", (form, event) => {
  const cell = /** @type {HTMLElement} */ (form.closest("[data-cell]"));
  if (event.code === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    restore(cell);
    cell.closest("[data-row]")?.querySelector("a")?.focus();
  }
  if (event.code === "Tab" && !one(".o-pop:not([hidden])", form)) {
    const cells = all("[data-list] [data-cell]");
    const next = cells[cells.indexOf(cell) + (event.shiftKey ? -1 : 1)];
    event.preventDefault();
    /** @type {HTMLFormElement} */ (form).requestSubmit();
    if (next) void open(next);
  }
});
// A choice is kept as soon as it is made; a text when the field is left.
on("change", "[data-celledit] select", (field) => /** @type {HTMLSelectElement} */ (field).form?.requestSubmit());
on("focusout", "[data-celledit]", (form, event) => {
  const next = /** @type {Node | null} */ (event.relatedTarget);
  const cell = form.closest("[data-cell]");
  if (!cell || form.contains(next) || cell.hasAttribute("data-pending") || next === null) return;
  /** @type {HTMLFormElement} */ (form).requestSubmit();
});
// On a record's page Esc leaves the field as it was.
on("keydown", "[data-factedit]", (form, event) => {
  if (event.code !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  one("[data-leave]", form)?.click();
});
document.addEventListener("htmx:load", (event) => {
  const field = one("[data-factedit] :is(input:not([type=hidden]), select, textarea)", /** @type {HTMLElement} */ (event.target));
  field?.focus();
});
// Thousands part themselves while an amount is typed.
on("input", "[data-thousands]", (field) => {
  const input = /** @type {HTMLInputElement} */ (field);
  if (input.selectionStart !== input.value.length) return;
  const digits = input.value.replace(/[٬,\s]/g, "");
  if (/^-?[\d۰-۹]+$/.test(digits)) input.value = digits.replace(/\B(?=([\d۰-۹]{3})+$)/g, "٬");
});
