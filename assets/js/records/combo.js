/** [data-combo] around a text field and a hidden one: what is typed is searched for at that address,
 * arrows walk, Enter chooses; an emptied field empties the link. */
import { all, on, one } from "../dom.js";

const WAIT_MS = 160;
let timer = 0;

/** @param {HTMLElement} combo */
const partsOf = (combo) => ({
  input: /** @type {HTMLInputElement} */ (one("[role=combobox]", combo)),
  value: /** @type {HTMLInputElement} */ (one("[data-combo-value]", combo)),
  list: /** @type {HTMLElement} */ (one("[role=listbox]", combo)),
});

/** @param {HTMLElement} combo @param {boolean} open */
function show(combo, open) {
  const { input, list } = partsOf(combo);
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  if (!open) input.removeAttribute("aria-activedescendant");
}

/** @param {HTMLElement} combo */
async function search(combo) {
  const { input, list } = partsOf(combo);
  if (!combo.dataset.combo) return;
  const words = input.value;
  const answer = await fetch(`${combo.dataset.combo}?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || input.value !== words) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  list.replaceChildren(...all("[role=option], span.o-menu__p", page));
  all("[role=option]", list).forEach((option, place) => (option.id = `${list.id}-${place}`));
  mark(combo, 0);
  show(combo, document.activeElement === input);
}

/** @param {HTMLElement} combo @param {number} at */
function mark(combo, at) {
  const { input, list } = partsOf(combo);
  const options = all("[role=option]", list);
  const now = options.length ? (at + options.length) % options.length : -1;
  options.forEach((option, place) => {
    option.setAttribute("aria-selected", String(place === now));
    option.toggleAttribute("data-active", place === now);
  });
  if (now < 0) return;
  input.setAttribute("aria-activedescendant", options[now].id);
  options[now].scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} combo @param {HTMLElement} option */
function choose(combo, option) {
  const { input, value } = partsOf(combo);
  value.value = option.dataset.value ?? "";
  input.value = one("bdi", option)?.textContent ?? "";
  show(combo, false);
  value.dispatchEvent(new Event("change", { bubbles: true }));
  const form = input.form;
  if (form?.matches("[data-celledit]")) form.requestSubmit();
}

on("input", "[data-combo] [role=combobox]", (input) => {
  const combo = /** @type {HTMLElement} */ (input.closest("[data-combo]"));
  partsOf(combo).value.value = "";
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void search(combo).catch(() => show(combo, false)), WAIT_MS);
});
on("focusin", "[data-combo] [role=combobox]", (input) => {
  const combo = /** @type {HTMLElement} */ (input.closest("[data-combo]"));
  if (!partsOf(combo).value.value) void search(combo).catch(() => show(combo, false));
});
on("focusout", "[data-combo]", (combo, event) => {
  if (!combo.contains(/** @type {Node | null} */ (event.relatedTarget))) show(combo, false);
});
on("mousedown", "[data-combo] [role=option]", (option, event) => {
  event.preventDefault();
  choose(/** @type {HTMLElement} */ (option.closest("[data-combo]")), option);
});
// Before the form hears Enter and Escape of its own.
on("keydown", "[data-combo] [role=combobox]", (input, event) => {
  const combo = /** @type {HTMLElement} */ (input.closest("[data-combo]"));
  const { list } = partsOf(combo);
  const options = all("[role=option]", list);
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[/** @type {string} */ (event.code)];
  if (step) {
    event.preventDefault();
    if (list.hidden) return void search(combo);
    return mark(combo, now + step);
  }
  if (list.hidden) return;
  if (event.code === "Enter" && options[now]) {
    event.preventDefault();
    choose(combo, options[now]);
  } else if (event.code === "Escape") {
    event.preventDefault();
    event.stopImmediatePropagation();
    show(combo, false);
  }
}, true);
