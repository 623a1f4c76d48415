/** Ready replies and colleagues while typing: / or :: offers replies, @ in a note offers names. */
import { all, folded, on, one } from "../dom.js";

const COMPOSER = "form[data-ready]";
const READY = /(?:^|\s)(\/|::)([^\s/:]{0,30})$/u;
const PERSON = /(?:^|[\s(«])(@)([^@\n]{0,40})$/u;
const MOST = 8;

/** @type {{ field: HTMLTextAreaElement, start: number } | null} */
let open = null;
/** Placeholders that nothing was known for. @type {Set<string>} */
const unfilled = new Set();

/** One question a composer, however fast its writer types. @type {WeakMap<HTMLElement, Promise<void>>} */
const loading = new WeakMap();

/** @param {HTMLElement} form */
function load(form) {
  const list = one("[data-ready-list]", form);
  if (!list) return Promise.resolve();
  const asked = loading.get(list) ?? ask(form, list).catch(() => void loading.delete(list));
  loading.set(list, asked);
  return asked;
}

/** @param {HTMLElement} form @param {HTMLElement} list */
async function ask(form, list) {
  const answer = await fetch(form.dataset.ready ?? "", { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  list.replaceChildren(...page.body.childNodes);
}

/** @param {HTMLElement} option */
const wordsOf = (option) => folded(`${option.textContent} ${option.dataset.pick}`);

/** The options that fit, those whose shortcut begins so first.
 * @param {HTMLElement[]} options @param {string} typed */
function fitting(options, typed) {
  const wanted = folded(typed);
  const begins = (/** @type {HTMLElement} */ o) => wanted !== "" && folded(o.dataset.short ?? "").startsWith(wanted);
  const found = options.filter((o) => begins(o) || wanted.split(" ").every((word) => wordsOf(o).includes(word)));
  return found.sort((a, b) => Number(begins(b)) - Number(begins(a))).slice(0, MOST);
}

/** @param {HTMLTextAreaElement} field */
async function offer(field) {
  const form = /** @type {HTMLElement} */ (field.closest(COMPOSER));
  const before = field.value.slice(0, field.selectionStart);
  const isNote = /** @type {HTMLInputElement | null} */ (one("[name=kind]:checked", form))?.value === "note";
  const person = isNote ? PERSON.exec(before) : null;
  const found = person ?? READY.exec(before);
  if (!found) return close(form);
  await load(form);
  if (document.activeElement !== field || field.value.slice(0, field.selectionStart) !== before) return;
  const source = person ? "[data-people] [data-pick]" : "#ready-options [data-pick]";
  const options = fitting(all(source, form), found[2]);
  const box = one("[data-inline]", form);
  if (!box || options.length === 0) return close(form);
  box.replaceChildren(...options.map(copyOf));
  box.hidden = false;
  open = { field, start: before.length - found[1].length - found[2].length };
  mark(box, 0);
}

/** @param {HTMLElement} option @param {number} place */
function copyOf(option, place) {
  const copy = /** @type {HTMLElement} */ (option.cloneNode(true));
  copy.id = `pick-${place}`;
  return copy;
}

/** @param {HTMLElement} box @param {number} at */
function mark(box, at) {
  const options = all("[role=option]", box);
  const now = (at + options.length) % options.length;
  options.forEach((option, place) => option.setAttribute("aria-selected", String(place === now)));
  options[now]?.scrollIntoView({ block: "nearest" });
  open?.field.setAttribute("aria-activedescendant", options[now]?.id ?? "");
}

/** @param {HTMLElement} form */
function close(form) {
  const box = one("[data-inline]", form);
  if (box) box.hidden = true;
  open?.field.removeAttribute("aria-activedescendant");
  open = null;
}

/** Put a text in place of what was typed to find it. @param {HTMLElement} option */
function insert(option) {
  const form = /** @type {HTMLElement} */ (option.closest(COMPOSER));
  const field = /** @type {HTMLTextAreaElement} */ (one("[data-writes]", form));
  const start = open?.start ?? field.selectionStart;
  const text = option.dataset.pick ?? "";
  field.focus();
  field.setRangeText(text, start, field.selectionEnd, "end");
  for (const name of (option.dataset.unknown ?? "").match(/\{[^{}]*\}/g) ?? []) unfilled.add(name);
  close(form);
  one("details[data-ready-drop]", form)?.removeAttribute("open");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const gap = [...unfilled].map((name) => [field.value.indexOf(name, start), name.length]).find(([at]) => at >= 0);
  if (gap) field.setSelectionRange(gap[0], gap[0] + gap[1]);
}

/** Point at the placeholders that still stand in the text. @param {HTMLElement} form @param {string} text */
function pointAtGaps(form, text) {
  const place = one("[data-unfilled]", form);
  if (!place) return;
  const left = [...unfilled].filter((name) => text.includes(name));
  place.hidden = left.length === 0;
  place.textContent = left.length ? `${place.dataset.words} ${left.join(" ")}` : "";
}

on("input", `${COMPOSER} [data-writes]`, (field) => {
  const area = /** @type {HTMLTextAreaElement} */ (field);
  pointAtGaps(/** @type {HTMLElement} */ (field.closest(COMPOSER)), area.value);
  void offer(area);
});
on("focusout", `${COMPOSER} [data-writes]`, (field, event) => {
  const form = /** @type {HTMLElement} */ (field.closest(COMPOSER));
  if (!one("[data-inline]", form)?.contains(event.relatedTarget)) close(form);
});
on(
  "keydown",
  `${COMPOSER} [data-writes]`,
  (field, event) => {
    const form = /** @type {HTMLElement} */ (field.closest(COMPOSER));
    const box = one("[data-inline]", form);
    if (!open || !box || event.isComposing || event.ctrlKey || event.metaKey) return;
    const now = all("[role=option]", box).findIndex((o) => o.getAttribute("aria-selected") === "true");
    if (event.code === "ArrowDown") mark(box, now + 1);
    else if (event.code === "ArrowUp") mark(box, now - 1);
    else if (event.code === "Enter" || event.code === "Tab") insert(all("[role=option]", box)[now]);
    else if (event.code === "Escape") close(form);
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
// The press of the mouse must not take the focus from the text first.
on("mousedown", "[data-inline] [data-pick]", (_, event) => event.preventDefault());
on("click", `${COMPOSER} [data-pick]`, insert);
on("input", "[data-pick-search]", (field) => {
  const list = /** @type {HTMLElement} */ (field.closest("[data-ready-list]"));
  const typed = folded(/** @type {HTMLInputElement} */ (field).value).split(" ");
  for (const option of all("#ready-options [data-pick]", list)) {
    option.hidden = !typed.every((word) => wordsOf(option).includes(word));
  }
});
document.addEventListener(
  "toggle",
  async (event) => {
    const drop = /** @type {HTMLElement} */ (event.target);
    if (!drop.matches("details[data-ready-drop][open]")) return;
    await load(/** @type {HTMLElement} */ (drop.closest(COMPOSER)));
    one("[data-pick-search]", drop)?.focus();
  },
  true,
);
