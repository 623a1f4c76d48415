/** The script of a decision's page: the table by keyboard, deeds that keep what was typed. */
import { all, on, one, onArrival } from "./dom.js";

/** Send the form with a deed, as its button would. @param {HTMLElement} form @param {string} verb @param {string} [focus] */
function deed(form, verb, focus) {
  wanted = focus ?? document.activeElement?.id ?? "";
  const button = document.createElement("button");
  button.type = "submit";
  button.name = "verb";
  button.value = verb;
  button.hidden = true;
  form.append(button);
  button.click(); // it goes with the table that the answer replaces
}

/** What gets the focus when the table has come again. */
let wanted = "";

document.addEventListener("htmx:afterSettle", () => {
  for (const said of all(".o-derr[id]")) {
    const cell = document.getElementById(said.id.slice(2));
    if (said.textContent?.trim()) cell?.setAttribute("aria-invalid", "true");
    else cell?.removeAttribute("aria-invalid");
  }
  if (wanted) document.getElementById(wanted)?.focus();
  wanted = "";
});

on("change", "[data-deed]", (field) => {
  const form = /** @type {HTMLElement | null} */ (field.closest("form"));
  if (form) deed(form, field.dataset.deed ?? "");
});

// Heads are set by their button; typing in them keeps nothing yet.
onArrival("[data-head], [data-deed]", (part) => part.addEventListener("input", (event) => event.stopPropagation()));

on("keydown", "[data-head] input", (field, event) => {
  if (event.code !== "Enter") return;
  event.preventDefault();
  one("[data-kind=primary]", /** @type {HTMLElement} */ (field.closest("[data-head]")))?.click();
});

/** @param {HTMLElement} cell @param {number} step */
function cellBeside(cell, step) {
  const place = Number(rowOf(cell)?.dataset.rule) + step;
  return document.getElementById(cell.id.replace(/^cell-\d+/, `cell-${place}`));
}

const rowOf = (/** @type {HTMLElement} */ cell) => /** @type {HTMLElement | null} */ (cell.closest("[data-rule]"));

on("keydown", ".o-dcell", (cell, event) => {
  const row = rowOf(cell);
  const form = /** @type {HTMLElement | null} */ (cell.closest("form"));
  if (!row || !form) return;
  const place = Number(row.dataset.rule);
  const moves = {
    ArrowUp: () => deed(form, `raise-rule:${place}`, cellIdAt(cell, place - 1)),
    ArrowDown: () => deed(form, `lower-rule:${place}`, cellIdAt(cell, place + 1)),
    KeyD: () => deed(form, `copy-rule:${place}`, cellIdAt(cell, place + 1)),
    Backspace: () => deed(form, `remove-rule:${place}`, cellIdAt(cell, Math.max(0, place - 1))),
  };
  const move = event.altKey && !event.ctrlKey ? moves[/** @type {keyof typeof moves} */ (event.code)] : undefined;
  if (move) {
    const edge = { ArrowUp: place === 0, ArrowDown: !cellBeside(cell, 1) }[/** @type {"ArrowUp"} */ (event.code)];
    if (!edge) move();
  } else if (event.code === "Enter" && event.ctrlKey) {
    deed(form, `add-rule:${place + 1}`, firstCellAt(form, place + 1));
  } else if (event.code === "Enter" && !event.shiftKey) {
    (cellBeside(cell, 1) ?? one("[value^='add-rule']", form))?.focus();
  } else return;
  event.preventDefault();
});

/** @param {HTMLElement} cell @param {number} place */
const cellIdAt = (cell, place) => cell.id.replace(/^cell-\d+/, `cell-${place}`);

/** @param {HTMLElement} form @param {number} place */
const firstCellAt = (form, place) => (one(".o-dcell", form)?.id ?? "").replace(/^cell-\d+/, `cell-${place}`);

