/** [data-mentions] around a text: «@» and letters offer colleagues, arrows walk, Enter or Tab takes one. */
import { all, on, one } from "../dom.js";

const NAMED = /(?:^|[\s(«])@([^@\n]{0,40})$/u;
const WAIT_MS = 140;
let timer = 0;

/** @param {HTMLElement} box */
const partsOf = (box) => ({
  area: /** @type {HTMLTextAreaElement} */ (one("textarea", box)),
  list: /** @type {HTMLElement} */ (one("[role=listbox]", box)),
});

/** @param {HTMLTextAreaElement} area */
const asked = (area) => NAMED.exec(area.value.slice(0, area.selectionStart));

/** @param {HTMLElement} box @param {boolean} open */
function show(box, open) {
  const { area, list } = partsOf(box);
  list.hidden = !open;
  area.setAttribute("aria-expanded", String(open));
  if (!open) area.removeAttribute("aria-activedescendant");
}

/** @param {HTMLElement} box */
async function offer(box) {
  const { area, list } = partsOf(box);
  const found = asked(area);
  if (!found) return show(box, false);
  const address = `${box.dataset.mentions}?q=${encodeURIComponent(found[1].trim())}`;
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok || asked(area)?.[1] !== found[1]) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const options = all("[role=option]", page).slice(0, 8);
  list.replaceChildren(...options);
  options.forEach((option, place) => (option.id = `${list.id}-${place}`));
  mark(box, 0);
  show(box, options.length > 0);
}

/** @param {HTMLElement} box @param {number} at */
function mark(box, at) {
  const { area, list } = partsOf(box);
  const options = all("[role=option]", list);
  const now = options.length ? (at + options.length) % options.length : -1;
  options.forEach((option, place) => {
    option.setAttribute("aria-selected", String(place === now));
    option.toggleAttribute("data-active", place === now);
  });
  if (now >= 0) area.setAttribute("aria-activedescendant", options[now].id);
}

/** @param {HTMLElement} box @param {HTMLElement} option */
function take(box, option) {
  const { area } = partsOf(box);
  const found = asked(area);
  if (!found) return;
  const start = area.selectionStart - found[1].length;
  area.setRangeText(`${one("bdi", option)?.textContent ?? ""} `, start, area.selectionStart, "end");
  show(box, false);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

const boxOf = (/** @type {HTMLElement} */ inner) => /** @type {HTMLElement} */ (inner.closest("[data-mentions]"));

on("input", "[data-mentions] textarea", (area) => {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void offer(boxOf(area)).catch(() => show(boxOf(area), false)), WAIT_MS);
});
on("focusout", "[data-mentions]", (box, event) => {
  if (!box.contains(/** @type {Node | null} */ (event.relatedTarget))) show(box, false);
});
on("mousedown", "[data-mentions] [role=option]", (option, event) => {
  event.preventDefault();
  take(boxOf(option), option);
});
on("keydown", "[data-mentions] textarea", (area, event) => {
  const box = boxOf(area);
  const { list } = partsOf(box);
  if (list.hidden || event.isComposing || event.ctrlKey) return;
  const options = all("[role=option]", list);
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[/** @type {string} */ (event.code)];
  if (step) mark(box, now + step);
  else if ((event.code === "Enter" || event.code === "Tab") && options[now]) take(box, options[now]);
  else if (event.code === "Escape") show(box, false);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
