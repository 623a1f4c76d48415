/** Lists in the panel that the drawing keeps as JSON: the fields that a task asks for, the ways it can end. */
import { all, on, one } from "../dom.js";

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/** @param {HTMLElement} part @param {any} object */
export function showRows(part, object) {
  const same = part.dataset.of === object.id;
  // What is being written here stands as it is; the focus would be lost in a list drawn anew.
  if (same && (part.contains(document.activeElement) || readRows(part) === (object.get(part.dataset.lines) ?? ""))) return;
  part.dataset.of = object.id;
  const list = /** @type {HTMLElement} */ (one("ol", part));
  let rows = [];
  try {
    rows = JSON.parse(object.get(part.dataset.lines) || "[]");
  } catch {
    return void (part.dataset.odd = "");
  }
  list.replaceChildren(...rows.map((/** @type {any} */ row) => drawn(part, row)));
}

/** @param {HTMLElement} part @param {Record<string, any>} row */
function drawn(part, row) {
  const template = /** @type {HTMLTemplateElement} */ (one("template", part));
  const line = /** @type {HTMLElement} */ (/** @type {any} */ (template.content.firstElementChild).cloneNode(true));
  line.dataset.kept = JSON.stringify(row);
  for (const field of all("[data-entry]", line)) {
    const name = field.dataset.entry ?? "";
    const value = row[name];
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === true;
    else if (name === "options") /** @type {Field} */ (field).value = (value ?? []).map(optionWords).join("، ");
    else /** @type {Field} */ (field).value = value ?? /** @type {Field} */ (field).value;
  }
  showOptions(line);
  return line;
}

const optionWords = (/** @type {any} */ one) => (typeof one === "string" ? one : one.fa || one.value);

/** Options only where something is chosen from. @param {HTMLElement} line */
function showOptions(line) {
  const options = /** @type {HTMLElement | null} */ (one("[data-options]", line));
  const kind = /** @type {Field | null} */ (one("[data-entry=kind]", line))?.value ?? "";
  if (options) options.hidden = !kind.endsWith("choice");
}

/** @param {HTMLElement} part */
export function readRows(part) {
  const rows = all("li", part).map(rowOf).filter((row) => Object.values(row).some((value) => typeof value === "string" && value !== "" && value !== row.kind));
  return rows.length ? JSON.stringify(rows) : "";
}

/** @param {HTMLElement} line @returns {Record<string, any>} */
function rowOf(line) {
  showOptions(line);
  const row = JSON.parse(line.dataset.kept ?? "{}");
  for (const field of all("[data-entry]", line)) {
    const name = field.dataset.entry ?? "";
    const value = /** @type {Field} */ (field).value.trim();
    if (field instanceof HTMLInputElement && field.type === "checkbox") row[name] = field.checked || undefined;
    else if (name === "options") row[name] = optionsOf(value, row[name] ?? []);
    else row[name] = value || undefined;
  }
  if (!String(row.kind ?? "").endsWith("choice")) delete row.options;
  return row;
}

/** @param {string} text @param {any[]} before */
function optionsOf(text, before) {
  const names = text.split(/[،,\n]/).map((one) => one.trim()).filter(Boolean);
  return names.length ? names.map((name) => before.find((one) => optionWords(one) === name) ?? name) : undefined;
}

on("click", "[data-lines] [data-add-line]", (button) => {
  const part = /** @type {HTMLElement} */ (button.closest("[data-lines]"));
  const told = part.dataset.lines === "owj:fields" ? "name" : "value";
  const known = new Set(all(`[data-entry=${told}]`, part).map((field) => /** @type {Field} */ (field).value));
  const stem = told === "name" ? "answer_" : "way_";
  let number = 1;
  while (known.has(stem + number)) number += 1;
  const line = drawn(part, { [told]: stem + number });
  one("ol", part)?.append(line);
  one("input", line)?.focus();
});

on("click", "[data-lines] [data-drop-line]", (button) => {
  const part = /** @type {HTMLElement} */ (button.closest("[data-lines]"));
  button.closest("li")?.remove();
  one("[data-add-line]", part)?.focus();
  part.dispatchEvent(new Event("rows", { bubbles: true }));
});
