/** Lists under the keyboard: a cursor, a selection, both kept when the list loads itself anew.
 * [data-list] holds [data-row data-id]; a row's checkbox selects it; [data-bulk] shows the deeds. */
import { all, digits, on, one } from "./dom.js";

/** @type {{ cursor: string | null, selected: Set<string> }} */
const kept = { cursor: null, selected: new Set() };
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

/** Forget the selection, then the cursor. Returns whether there was one. */
export function leaveList() {
  const had = kept.selected.size > 0 || kept.cursor !== null;
  if (kept.selected.size > 0) kept.selected.clear();
  else kept.cursor = null;
  if (had) show();
  return had;
}

function show() {
  for (const row of rows()) {
    const id = row.dataset.id ?? "";
    row.toggleAttribute("data-cursor", id === kept.cursor);
    row.toggleAttribute("data-selected", kept.selected.has(id));
    const check = box(row);
    if (check) check.checked = kept.selected.has(id);
  }
  for (const bar of all("[data-bulk]")) bar.hidden = kept.selected.size === 0;
  for (const count of all("[data-bulk-count]")) count.textContent = digits(kept.selected.size);
}

function restore() {
  const present = new Set(rows().map((row) => row.dataset.id ?? ""));
  for (const id of kept.selected) if (!present.has(id)) kept.selected.delete(id);
  if (kept.cursor && !present.has(kept.cursor)) kept.cursor = null;
  show();
}

on("change", "[data-list] [data-row] input[type=checkbox]", (check) => {
  const id = /** @type {HTMLElement} */ (check.closest("[data-row]")).dataset.id ?? "";
  if (/** @type {HTMLInputElement} */ (check).checked) kept.selected.add(id);
  else kept.selected.delete(id);
  show();
});
on("click", "[data-bulk-clear]", () => {
  kept.selected.clear();
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
