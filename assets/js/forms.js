/** Forms: sent once, by Ctrl+Enter too, saved by themselves; hints about the keyboard. */
import { all, on, one, onArrival } from "./dom.js";

const PERSIAN_LETTER = /[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]/;

// A second click must not send twice. The button goes grey after the browser has read its value.
on("submit", "form[data-once]", (form, event) => {
  if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
  if (event.defaultPrevented && !form.matches("[hx-post]")) return;
  form.setAttribute("aria-busy", "true");
  window.setTimeout(() => setSending(form, true));
});

/** @param {HTMLElement} form @param {boolean} sending */
function setSending(form, sending) {
  form.toggleAttribute("aria-busy", false);
  if (sending) form.setAttribute("aria-busy", "true");
  for (const button of all("button[type=submit], button:not([type])", form)) {
    /** @type {HTMLButtonElement} */ (button).disabled = sending;
  }
}

const release = () => all("form[aria-busy]").forEach((form) => setSending(form, false));
window.addEventListener("pageshow", release);
document.addEventListener("htmx:afterRequest", (event) => {
  const form = /** @type {HTMLElement} */ (event.target).closest("form[aria-busy]");
  if (form instanceof HTMLElement) setSending(form, false);
});

on("keydown", "[data-submit-keys]", (field, event) => {
  if (event.code !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  const form = /** @type {HTMLTextAreaElement} */ (field).form;
  const button = form && one("[data-submit-default], button[type=submit], button:not([type])", form);
  form?.requestSubmit(/** @type {HTMLElement | null} */ (button));
});

onArrival("form[data-autosave]", (form) => {
  all("[data-autosave-button]", form).forEach((button) => (button.hidden = true));
});
on("change", "form[data-autosave]", (form) => /** @type {HTMLFormElement} */ (form).requestSubmit());

// A password typed on a Persian keyboard looks like any other; say so before it is refused.
on("input", "input[data-latin]", (field) => {
  const hint = one("[data-latin-hint]", field.closest("form") ?? document);
  if (hint) hint.hidden = !PERSIAN_LETTER.test(/** @type {HTMLInputElement} */ (field).value);
});
on("keyup", "input[data-latin]", (field, event) => {
  const hint = one("[data-caps-hint]", field.closest("form") ?? document);
  if (hint) hint.hidden = !event.getModifierState?.("CapsLock");
});

// A text field grows with what is written.
on("input", "textarea[data-grow]", grow);
on("owj:filled", "textarea[data-grow]", grow);
onArrival("textarea[data-grow]", grow);

/** @param {HTMLElement} field */
function grow(field) {
  const most = Number(field.dataset.grow) || 14;
  const lines = /** @type {HTMLTextAreaElement} */ (field).value.split("\n").length + 1;
  const least = Number(field.dataset.rows ?? field.getAttribute("rows") ?? 3);
  field.dataset.rows ??= String(least);
  field.setAttribute("rows", String(Math.min(most, Math.max(least, lines))));
}

on("click", "[data-back]", (_, event) => {
  if (history.length < 2) return;
  event.preventDefault();
  history.back();
});

on("click", "[data-print]", () => window.print());
