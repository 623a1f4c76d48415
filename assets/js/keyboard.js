/** The keyboard, by the place of a key (event.code): Persian layouts change its letter. The keys stand
 * once, in ui/shortcuts.py, which draws the help; a page's own keys are its [data-keys]. */
import { all, on, one } from "./dom.js";
import { closeTopmost } from "./popovers.js";
import { moveCursor, openRow, selectRange, selectShown, toggleRow } from "./list.js";

const GO_WAIT_MS = 1500;
const TYPING = "input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable]";
let goUntil = 0;

/** What a key may do; which key does it, the help in the page says (ui/shortcuts.py).
 * @type {Record<string, () => unknown>} */
const DEEDS = {
  palette: () => openDialog("palette"),
  help: showHelp,
  search: focusSearch,
  go: () => (goUntil = Date.now() + GO_WAIT_MS),
  next: () => moveCursor(1),
  "next-there": () => moveCursor(1, true),
  previous: () => moveCursor(-1),
  "previous-there": () => moveCursor(-1, true),
  select: toggleRow,
  "select-range": selectRange,
  "select-shown": selectShown,
  open: openRow,
  undo: () => press("#toasts [data-undo] button"),
};
const KEYS = all("[data-presses]").flatMap((row) =>
  (row.dataset.presses ?? "").split(" ").filter(Boolean).map((press) => {
    const [deed, code, ...flags] = press.split(":");
    return { deed, code, ctrl: flags.includes("ctrl"), shift: flags.includes("shift"), typing: flags.includes("typing") };
  }),
);

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  if (event.code === "Escape") return void (closeTopmost() && event.preventDefault());
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.closest(TYPING) !== null;
  if (one("dialog[open]") && !event.ctrlKey) return;
  if (act(event, typing)) event.preventDefault();
});

/** @param {KeyboardEvent} event @param {boolean} typing */
function act(event, typing) {
  const ctrl = event.ctrlKey || event.metaKey;
  if (event.altKey) return false;
  if (!typing && !ctrl && Date.now() < goUntil) {
    goUntil = 0;
    return press(`[data-go="${CSS.escape(event.code)}"]`);
  }
  const key = KEYS.find(
    (k) => k.code === event.code && k.ctrl === ctrl && k.shift === event.shiftKey,
  );
  if (key && (!typing || key.typing) && DEEDS[key.deed]?.() !== false) return true;
  if (typing || ctrl || event.shiftKey) return false;
  return press(`[data-keys="${CSS.escape(event.code)}"]`);
}

/** Press the first visible element that matches. @param {string} selector */
function press(selector) {
  const found = all(selector).find((element) => element.checkVisibility?.() ?? true);
  if (!found) return false;
  if (found.matches("input:not([type=button],[type=submit]), textarea, select")) found.focus();
  else found.click();
  return true;
}

function focusSearch() {
  const field = all("[data-search], main input[type=search]").find((f) => f.checkVisibility?.() ?? true);
  if (!field) return openDialog("palette");
  field.focus();
  /** @type {HTMLInputElement} */ (field).select?.();
  return true;
}

/** Open the help, with the keys of this page below those that hold everywhere. */
function showHelp() {
  const table = one("[data-page-keys]");
  const body = table && one("tbody", table);
  if (table && body) {
    body.replaceChildren();
    for (const deed of all("[data-keys]").filter((d) => d.checkVisibility?.() ?? true)) {
      const copy = /** @type {HTMLElement} */ (deed.cloneNode(true));
      all("kbd, svg, .o-sr", copy).forEach((part) => part.remove());
      const words = deed.getAttribute("aria-label") || deed.dataset.label || (copy.textContent ?? "").trim();
      const row = document.createElement("tr");
      const name = Object.assign(document.createElement("th"), { scope: "row", textContent: words });
      const cell = document.createElement("td");
      const key = (deed.dataset.keys ?? "").replace("Key", "");
      cell.append(Object.assign(document.createElement("kbd"), { className: "o-kbd", textContent: key }));
      row.append(name, cell);
      body.append(row);
    }
    table.hidden = body.childElementCount === 0;
  }
  return openDialog("shortcuts");
}

/** @param {string} id */
function openDialog(id) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(id));
  if (!dialog) return false;
  if (!dialog.open) dialog.showModal();
  return true;
}

on("click", "[data-open]", (element, event) => {
  if (element.dataset.open === "shortcuts" ? showHelp() : openDialog(element.dataset.open ?? "")) event.preventDefault();
});
on("click", "dialog", (dialog, event) => {
  if (event.target === dialog) /** @type {HTMLDialogElement} */ (dialog).close();
});
