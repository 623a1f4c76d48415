/** The keyboard, by the place of a key (event.code): Persian layouts change its letter.
 * ui/shortcuts.py lists the same keys in the help. */
import { all, on, one } from "./dom.js";
import { closeTopmost } from "./popovers.js";
import { moveCursor, openRow, selectRange, selectShown, toggleRow } from "./list.js";

const GO_WAIT_MS = 1500;
const TYPING = "input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable]";
let goUntil = 0;

/** @type {{ code: string, ctrl?: boolean, shift?: boolean, typing?: boolean, act: () => unknown }[]} */
const KEYS = [
  { code: "KeyK", ctrl: true, typing: true, act: () => openDialog("palette") },
  { code: "Slash", shift: true, act: () => openDialog("shortcuts") },
  { code: "Slash", act: focusSearch },
  { code: "KeyG", act: () => (goUntil = Date.now() + GO_WAIT_MS) },
  { code: "KeyJ", act: () => moveCursor(1) },
  { code: "ArrowDown", act: () => moveCursor(1, true) },
  { code: "KeyK", act: () => moveCursor(-1) },
  { code: "ArrowUp", act: () => moveCursor(-1, true) },
  { code: "KeyX", act: toggleRow },
  { code: "KeyX", shift: true, act: selectRange },
  { code: "KeyA", shift: true, act: selectShown },
  { code: "Enter", act: openRow },
  { code: "KeyZ", act: () => press("#toasts [data-undo] button") },
];

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
    (k) => k.code === event.code && Boolean(k.ctrl) === ctrl && Boolean(k.shift) === event.shiftKey,
  );
  if (key && (!typing || key.typing) && key.act() !== false) return true;
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

/** @param {string} id */
function openDialog(id) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(id));
  if (!dialog) return false;
  if (!dialog.open) dialog.showModal();
  return true;
}

on("click", "[data-open]", (element, event) => {
  if (openDialog(element.dataset.open ?? "")) event.preventDefault();
});
on("click", "dialog", (dialog, event) => {
  if (event.target === dialog) /** @type {HTMLDialogElement} */ (dialog).close();
});
