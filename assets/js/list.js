/** Lists under the keyboard: a cursor, a selection, both kept when the list loads itself anew.
 * [data-list] holds [data-row data-id]; a row's checkbox selects it; [data-bulk] shows the deeds. */
import { all, digits, on, one } from "./dom.js";

/** from: where a range begins; whole: how many the list holds, when all of it is selected.
 * @type {{ cursor: string | null, selected: Set<string>, from: string | null, whole: number }} */
const kept = { cursor: null, selected: new Set(), from: null, whole: 0 };
let scroll = 0;

const rows = () => all("[data-list] [data-row]");
const atCursor = () => rows().find((row) => row.dataset.id === kept.cursor);
const box = (/** @type {HTMLElement} */ row) =>
  /** @type {HTMLInputElement | null} */ (one("input[type=checkbox]", row));

/** Move the cursor; `only`: only if it is in the list already. @param {number} by @param {boolean} [only] */
export function moveCursor(by, only = false) {
  const list = rows();
  if (list.length === 0) return false;
  const now = list.findIndex((row) => row.dataset.id === kept.cursor);
  if (only && now < 0) return false;
  const start = now < 0 ? (by > 0 ? -1 : list.length) : now;
  const next = list[Math.min(list.length - 1, Math.max(0, start + by))];
  kept.cursor = next.dataset.id ?? null;
  show();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

/** Follow the first link of the row under the cursor. */
export function openRow() {
  const active = document.activeElement;
  if (active?.closest("a, button, summary, [role=button]")) return false;
  const link = atCursor()?.querySelector("a[href]");
  if (!(link instanceof HTMLElement)) return false;
  link.click();
  return true;
}

/** Select or leave the row under the cursor. */
export function toggleRow() {
  const row = atCursor();
  const check = row && box(row);
  if (!check) return false;
  check.click();
  return true;
}

/** Select everything from the row last selected to the one under the cursor. */
export function selectRange() {
  return rangeTo(kept.cursor);
}

/** Select all rows that are shown, or none if they are. */
export function selectShown() {
  const list = rows().filter(box);
  if (list.length === 0) return false;
  const all = list.every((row) => kept.selected.has(row.dataset.id ?? ""));
  for (const row of list) pick(row.dataset.id ?? "", !all);
  show();
  return true;
}

/** @param {string | null} to */
function rangeTo(to) {
  const list = rows();
  const ends = [kept.from, to].map((id) => list.findIndex((row) => row.dataset.id === id));
  if (ends.includes(-1)) return false;
  for (const row of list.slice(Math.min(...ends), Math.max(...ends) + 1)) pick(row.dataset.id ?? "", true);
  show();
  return true;
}

/** @param {string} id @param {boolean} selected */
function pick(id, selected) {
  kept.whole = 0;
  if (selected) kept.selected.add(id);
  else kept.selected.delete(id);
}

/** Forget the selection, then the cursor. Returns whether there was one. */
export function leaveList() {
  const had = kept.selected.size > 0 || kept.cursor !== null;
  if (kept.selected.size > 0) forget();
  else kept.cursor = null;
  if (had) show();
  return had;
}

function forget() {
  kept.selected.clear();
  kept.whole = 0;
}

function show() {
  for (const row of rows()) {
    const id = row.dataset.id ?? "";
    row.toggleAttribute("data-cursor", id === kept.cursor);
    row.toggleAttribute("data-selected", kept.selected.has(id));
    const check = box(row);
    if (check) check.checked = kept.selected.has(id);
  }
  const shown = rows().length;
  for (const bar of all("[data-bulk]")) bar.hidden = kept.selected.size === 0;
  for (const count of all("[data-bulk-count]")) count.textContent = digits(kept.whole || kept.selected.size);
  for (const whole of all("[data-bulk-whole]")) whole.hidden = kept.whole > 0 || kept.selected.size < shown;
  for (const field of all("[data-bulk-all]")) /** @type {HTMLInputElement} */ (field).value = kept.whole ? "1" : "";
  for (const every of all("[data-select-all]")) {
    const check = /** @type {HTMLInputElement} */ (every);
    check.checked = shown > 0 && kept.selected.size >= shown;
    check.indeterminate = kept.selected.size > 0 && !check.checked;
  }
}

function restore() {
  const present = new Set(rows().map((row) => row.dataset.id ?? ""));
  for (const id of kept.selected) if (!present.has(id)) kept.selected.delete(id);
  if (kept.selected.size === 0) kept.whole = 0;
  if (kept.cursor && !present.has(kept.cursor)) kept.cursor = null;
  show();
}

on("change", "[data-list] [data-row] input[type=checkbox]", (check) => {
  const id = /** @type {HTMLElement} */ (check.closest("[data-row]")).dataset.id ?? "";
  pick(id, /** @type {HTMLInputElement} */ (check).checked);
  kept.from = id;
  show();
});
// With Shift everything between the last one and this one goes along.
on("click", "[data-list] [data-row] input[type=checkbox]", (check, event) => {
  const row = /** @type {HTMLElement} */ (check.closest("[data-row]"));
  if (event.shiftKey && kept.from && kept.from !== row.dataset.id) rangeTo(row.dataset.id ?? null);
});
on("change", "[data-select-all]", selectShown);
on("click", "[data-bulk-whole]", (button) => {
  kept.whole = Number(button.dataset.bulkWhole);
  show();
});
on("click", "[data-bulk-clear]", () => {
  forget();
  show();
});
// On a phone rows show no boxes until somebody wants to select.
on("click", "button[data-selecting]", (button) => {
  const begun = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(begun));
  for (const list of all("[data-list]")) list.toggleAttribute("data-selecting", begun);
  if (!begun) forget();
  show();
});

const scroller = () => one("[data-list]")?.closest(".o-body");
document.addEventListener("htmx:beforeSwap", () => (scroll = scroller()?.scrollTop ?? 0));
document.addEventListener("htmx:afterSwap", () => {
  const body = scroller();
  if (body && scroll > 0 && body.scrollTop === 0) body.scrollTop = scroll;
  restore();
});
window.addEventListener("pageshow", () => {
  for (const row of rows()) if (box(row)?.checked) kept.selected.add(row.dataset.id ?? "");
  show();
});
