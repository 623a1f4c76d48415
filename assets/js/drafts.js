/** What somebody writes is kept in this browser until it was sent: <form data-draft="reply:12">.
 * A form with [data-draft-at] is kept by the server instead (ticket/drafts.js).
 * [data-draft-done="reply:12"] on a later page throws it away; signing out throws all away. */
import { all, on, one, onArrival } from "./dom.js";

const owner = document.documentElement.dataset.user ?? "";
const PREFIX = "owj.draft.";
const SAVE_AFTER_MS = 400;
const KEPT_MS = 14 * 24 * 3600 * 1000;
const FIELDS = "textarea[name], select[name], input[name]:is([type=text], [type=radio], :not([type]))";

const keyOf = (/** @type {HTMLElement} */ form) => `${PREFIX}${owner}.${form.dataset.draft}`;

/** @param {HTMLElement} form */
const fieldsOf = (form) =>
  /** @type {HTMLInputElement[]} */ (all(FIELDS, form)).filter((field) => !field.readOnly);

/** A choice alone is no draft: every form has some. @param {HTMLInputElement} field */
const isChoice = (field) => field.type === "radio" || field.matches("select");
const isChosen = (/** @type {HTMLInputElement} */ field) => field.type !== "radio" || field.checked;

/** @param {HTMLElement} form */
function save(form) {
  const said = fieldsOf(form).filter((field) => !isChoice(field) || isChosen(field));
  const values = Object.fromEntries(said.map((field) => [field.name, field.value]));
  const isEmpty = said.every((field) => isChoice(field) || field.value.trim() === "");
  try {
    if (isEmpty) localStorage.removeItem(keyOf(form));
    else localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values }));
  } catch {
    return; // storage is full or forbidden: the form still works
  }
  const note = one("[data-draft-note]", form);
  if (note) note.hidden = isEmpty;
}

/** @param {HTMLElement} form */
function restore(form) {
  const draft = read(keyOf(form));
  if (!draft) return;
  for (const field of fieldsOf(form)) {
    const kept = draft.values[field.name];
    if (!kept) continue;
    if (field.type === "radio") field.checked = field.value === kept;
    else if (field.value === "" || isChoice(field)) field.value = kept;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** @param {string} key @returns {{ at: number, values: Record<string, string> } | null} */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {(key: string) => boolean} unwanted */
function throwAway(unwanted) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && unwanted(key)) localStorage.removeItem(key);
    }
  } catch {
    return; // no storage, no drafts
  }
}

/** @type {WeakMap<HTMLElement, number>} */
const timers = new WeakMap();
on("input", "form[data-draft]:not([data-draft-at])", (form) => {
  window.clearTimeout(timers.get(form));
  timers.set(form, window.setTimeout(() => save(form), SAVE_AFTER_MS));
});
on("submit", "form[data-draft]:not([data-draft-at])", (form) => {
  window.clearTimeout(timers.get(form));
  save(form);
});
on("submit", "form[data-sign-out]", () => throwAway(() => true));

onArrival("[data-draft-done]", (mark) => {
  throwAway((key) => key === `${PREFIX}${owner}.${mark.dataset.draftDone}`);
});
throwAway((key) => (read(key)?.at ?? 0) < Date.now() - KEPT_MS);
onArrival("form[data-draft]:not([data-draft-at])", restore);
