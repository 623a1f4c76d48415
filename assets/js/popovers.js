/** What opens over the page and goes again: menus, popovers, the tally behind a clock. */
import { all, on, one, onArrival } from "./dom.js";
import { leaveList } from "./list.js";

/** @type {HTMLElement | null} */
let opener = null;

/** Close the topmost thing that is open; returns whether there was one. */
export function closeTopmost() {
  const dialog = /** @type {HTMLDialogElement | null} */ (one("dialog[open]"));
  if (dialog) return dialog.close(), true;
  const menu = all("details.o-drop[open]").pop();
  if (menu) return closeMenu(menu, true), true;
  const toggled = all("[data-toggle]:not([hidden])").pop();
  if (toggled) return setToggled(toggled, false), true;
  const dismiss = all("[data-dismiss]").pop();
  if (dismiss) return dismissAt(dismiss), true;
  const field = document.activeElement;
  if (field instanceof HTMLElement && field.matches("input, textarea")) return field.blur(), true;
  return leaveList();
}

/** @param {HTMLElement} menu @param {boolean} back whether the focus returns to its button */
function closeMenu(menu, back) {
  menu.removeAttribute("open");
  if (back) one("summary", menu)?.focus();
}

/** Empty what the button names, and give the focus back. @param {HTMLElement} button */
function dismissAt(button) {
  one(button.dataset.dismiss ?? "")?.replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = null;
}

/** @param {HTMLElement} panel @param {boolean} open */
function setToggled(panel, open) {
  panel.hidden = !open;
  const button = one(`[aria-controls="${CSS.escape(panel.id)}"]`);
  button?.setAttribute("aria-expanded", String(open));
  if (open) one("input, button, a[href]", panel)?.focus();
  else button?.focus();
}

on("click", "[aria-controls]", (button, event) => {
  const panel = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (!panel?.hasAttribute("data-toggle")) return;
  event.preventDefault();
  setToggled(panel, panel.hidden);
});

on("click", "[data-dismiss]", (button, event) => {
  event.preventDefault();
  dismissAt(button);
});

// One menu at a time; a click elsewhere closes what is open.
document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  for (const menu of all("details.o-drop[open]")) {
    const chosen = target.closest(".o-menu a, .o-menu button:not([type=button])");
    if (!menu.contains(target) || chosen) closeMenu(menu, false);
  }
  for (const panel of all("[data-toggle]:not([hidden])")) {
    const button = one(`[aria-controls="${CSS.escape(panel.id)}"]`);
    if (!panel.contains(target) && !button?.contains(target)) setToggled(panel, false);
  }
  if (target.closest(".o-pop, [hx-get], [aria-haspopup], dialog") || !target.isConnected) return;
  for (const button of all(".o-pop [data-dismiss]")) dismissAt(button);
});

// Arrow keys walk a menu.
on("keydown", "details.o-drop[open]", (menu, event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  if (!step) return;
  const items = all(".o-menu :is(a, button, input):not([disabled])", menu);
  const now = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  items[(now + step + items.length) % items.length]?.focus();
  event.preventDefault();
});

// Tab stays inside of a tally that asked for the focus.
on("keydown", "[data-focus]", (panel, event) => {
  if (event.code !== "Tab") return;
  const stops = all("a[href], button:not([disabled]), input", panel);
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement === edge || document.activeElement === panel) {
    (event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
    event.preventDefault();
  }
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const asking = /** @type {HTMLElement} */ (event.target);
  if (asking.matches("[aria-haspopup], .o-sla-link")) opener = asking;
});
onArrival("[data-focus]", (panel) => panel.focus({ preventScroll: true }));
