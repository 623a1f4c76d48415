/** The composer's drafts, one a kind of message. The server keeps them, so that they are there on
 * the next device too; this browser keeps only what the server has not confirmed yet. */
import { all, on, one, onArrival } from "../dom.js";

const SAVE_AFTER_MS = 900;
const owner = document.documentElement.dataset.user ?? "";
const COMPOSER = "form[data-draft-at]";
let timer = 0;
/** @type {Promise<void>} */
let sending = Promise.resolve();
/** The kind that was sent last, until its place is known to be empty. @type {string | null} */
let sentKind = null;

const fieldOf = (/** @type {HTMLElement} */ form) =>
  /** @type {HTMLTextAreaElement | null} */ (one("[data-writes]", form));
const kindOf = (/** @type {HTMLElement} */ form) =>
  /** @type {HTMLInputElement | null} */ (one("[name=kind]:checked", form))?.value ?? "note";
const keptOf = (/** @type {HTMLElement} */ form, /** @type {string} */ kind) =>
  /** @type {HTMLTextAreaElement | null} */ (one(`[data-draft-of="${kind}"]`, form));
const cushionOf = (/** @type {HTMLElement} */ form, /** @type {string} */ kind) =>
  `owj.draft.${owner}.${form.dataset.draft}.${kind}`;

/** @param {string} key @param {string | null} text */
function storeHere(key, text) {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ at: Date.now(), text }));
  } catch {
    return; // storage is full or forbidden: the server keeps it
  }
}

/** @param {string} key @returns {string | null} */
function storedHere(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null")?.text ?? null;
  } catch {
    return null;
  }
}

/** @param {HTMLElement} form @param {string} kind @param {string} text */
async function sendDraft(form, kind, text) {
  const body = new FormData();
  body.set("kind", kind);
  body.set("text", text);
  const token = /** @type {HTMLInputElement | null} */ (one("[name=csrfmiddlewaretoken]", form))?.value ?? "";
  let kept = false;
  try {
    const headers = { "X-CSRFToken": token };
    const answer = await fetch(form.dataset.draftAt ?? "", { method: "POST", body, headers });
    kept = answer.status === 204;
  } catch {
    kept = false;
  }
  if (kept && storedHere(cushionOf(form, kind)) === text) storeHere(cushionOf(form, kind), null);
  if (form.isConnected && kindOf(form) === kind) say(form, text.trim() === "" ? "" : kept ? "kept" : "here");
}

/** @param {HTMLElement} form @param {"" | "kept" | "here"} state */
function say(form, state) {
  const place = one("[data-draft-state]", form);
  if (place) place.textContent = state ? (place.dataset[state] ?? "") : "";
}

/** Remember a text at once in this page and browser, and soon on the server.
 * @param {HTMLElement} form @param {string} kind @param {string} text @param {number} [after] */
function keep(form, kind, text, after = SAVE_AFTER_MS) {
  const kept = keptOf(form, kind);
  if (kept) kept.value = text;
  storeHere(cushionOf(form, kind), text);
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    // One after the other: the last text must be the one that stays.
    sending = sending.then(() => sendDraft(form, kind, keptOf(form, kind)?.value ?? text));
  }, after);
}

/** Show the text of the kind just chosen. @param {HTMLElement} form */
function swap(form) {
  const field = fieldOf(form);
  const now = kindOf(form);
  const before = form.dataset.kindShown ?? now;
  if (!field || before === now) return;
  const left = keptOf(form, before);
  if (left && left.value !== field.value) keep(form, before, field.value, 0);
  form.dataset.kindShown = now;
  field.value = keptOf(form, now)?.value ?? "";
  field.dispatchEvent(new Event("owj:filled", { bubbles: true }));
  say(form, field.value.trim() ? "kept" : "");
}

on("input", `${COMPOSER} [data-writes]`, (field) => {
  const form = /** @type {HTMLElement} */ (field.closest(COMPOSER));
  keep(form, kindOf(form), /** @type {HTMLTextAreaElement} */ (field).value);
});
on("change", `${COMPOSER} [name=kind]`, (radio) => {
  const form = /** @type {HTMLElement} */ (radio.closest(COMPOSER));
  swap(form);
  fieldOf(form)?.focus();
});
on("submit", COMPOSER, (form) => {
  window.clearTimeout(timer);
  sentKind = kindOf(form);
  storeHere(cushionOf(form, sentKind), fieldOf(form)?.value ?? "");
});

onArrival(COMPOSER, (form) => {
  const field = fieldOf(form);
  form.dataset.kindShown = kindOf(form);
  const gone = sentKind;
  const refused = gone !== null && kindOf(form) === gone && field?.value !== "";
  if (gone !== null && !refused && !keptOf(form, gone)?.value) {
    // A draft that was under way while its text was sent must not come back.
    storeHere(cushionOf(form, gone), null);
    sending = sending.then(() => sendDraft(form, gone, ""));
  }
  sentKind = null;
  for (const kept of all("[data-draft-of]", form)) restore(form, /** @type {HTMLTextAreaElement} */ (kept));
  if (field?.value.trim()) say(form, "kept");
});

/** What the server never confirmed is newer than what it has.
 * @param {HTMLElement} form @param {HTMLTextAreaElement} kept */
function restore(form, kept) {
  const kind = kept.dataset.draftOf ?? "";
  const here = storedHere(cushionOf(form, kind));
  if (here === null || here === kept.value) return;
  const field = fieldOf(form);
  if (kind === kindOf(form) && field && (field.value === "" || field.value === kept.value)) {
    field.value = here;
    field.dispatchEvent(new Event("owj:filled", { bubbles: true }));
  }
  keep(form, kind, here, 0);
}
