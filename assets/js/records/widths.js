/** [data-resize] in a column's head: a drag, or the arrow keys, make the column wider. The widths stand
 * in the address, so a view can keep them. */
import { all, on, one } from "../dom.js";

const LEAST = 60;
const MOST = 900;
const STEP = 16;

/** @param {HTMLElement} handle */
const colOf = (handle) => one(`col[data-col="${CSS.escape(handle.dataset.resize ?? "")}"]`);

/** What every column measures now becomes its width, so that one can change alone. @param {HTMLElement} table */
function fix(table) {
  if (table.hasAttribute("data-fixed")) return;
  const heads = all("thead th", table);
  const cols = all("col", table);
  heads.forEach((head, place) => cols[place]?.setAttribute("width", String(Math.round(head.offsetWidth))));
  table.setAttribute("data-fixed", "");
}

/** @param {HTMLElement} handle @param {number} width */
function set(handle, width) {
  const px = Math.round(Math.min(MOST, Math.max(LEAST, width)));
  colOf(handle)?.setAttribute("width", String(px));
  handle.setAttribute("aria-valuenow", String(px));
}

/** Put every width into the address, without loading anything. */
function keep() {
  const widths = all("col[data-col]").map((col) => `${col.dataset.col}:${col.getAttribute("width")}`);
  const address = new URL(window.location.href);
  address.searchParams.set("widths", widths.join(","));
  if (!address.searchParams.has("view") && !address.searchParams.has("as")) address.searchParams.set("as", "list");
  window.history.replaceState(null, "", address);
  for (const back of /** @type {HTMLInputElement[]} */ (all("input[name=back]"))) back.value = address.search;
  for (const link of /** @type {HTMLAnchorElement[]} */ (all("a[data-designs]"))) link.search = address.search;
}

on("pointerdown", "[data-resize]", (handle, event) => {
  const table = handle.closest("table");
  if (!table) return;
  event.preventDefault();
  fix(table);
  handle.setPointerCapture(event.pointerId);
  const from = event.clientX;
  const before = Number(colOf(handle)?.getAttribute("width") ?? 160);
  const sign = document.documentElement.dir === "rtl" ? -1 : 1;
  const move = (/** @type {PointerEvent} */ moved) => set(handle, before + sign * (moved.clientX - from));
  handle.addEventListener("pointermove", move);
  const end = () => {
    handle.removeEventListener("pointermove", move);
    keep();
  };
  handle.addEventListener("pointerup", end, { once: true });
  handle.addEventListener("pointercancel", end, { once: true });
});

on("keydown", "[data-resize]", (handle, event) => {
  const sign = { ArrowLeft: -1, ArrowRight: 1 }[/** @type {string} */ (event.code)];
  const table = handle.closest("table");
  if (!sign || !table) return;
  event.preventDefault();
  fix(table);
  const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
  set(handle, Number(colOf(handle)?.getAttribute("width") ?? 160) + sign * rtl * STEP);
  keep();
});
