/** [data-picks] holds what a link to many leads to, as chips; what the combo inside finds becomes a
 * further chip, and its button (or Backspace in the empty search) takes one out. */
import { all, on, one } from "../dom.js";

/** @param {HTMLElement} picks @param {string} value @param {string} words */
function add(picks, value, words) {
  const list = /** @type {HTMLElement} */ (one("[data-picks-list]", picks));
  const known = all("input", list).some((input) => /** @type {HTMLInputElement} */ (input).value === value);
  if (!value || known) return;
  const chip = document.createElement("span");
  const input = document.createElement("input");
  const name = document.createElement("bdi");
  const leave = document.createElement("button");
  chip.className = "o-chip";
  input.type = "hidden";
  input.name = picks.dataset.picks ?? "";
  input.value = value;
  name.textContent = words;
  leave.type = "button";
  leave.textContent = "×";
  leave.setAttribute("aria-label", `${picks.dataset.leave ?? ""} ${words}`);
  leave.setAttribute("data-picks-leave", "");
  chip.append(input, name, leave);
  list.append(chip);
}

/** @param {HTMLElement} picks */
const searchOf = (picks) => /** @type {HTMLInputElement} */ (one("[role=combobox]", picks));

on("change", "[data-picks] [data-combo-value]", (input) => {
  const picks = /** @type {HTMLElement} */ (input.closest("[data-picks]"));
  const value = /** @type {HTMLInputElement} */ (input);
  const search = searchOf(picks);
  add(picks, value.value, search.value);
  value.value = "";
  search.value = "";
});
on("click", "[data-picks-leave]", (button) => {
  const picks = /** @type {HTMLElement} */ (button.closest("[data-picks]"));
  button.closest(".o-chip")?.remove();
  searchOf(picks).focus();
});
on("keydown", "[data-picks] [role=combobox]", (input, event) => {
  const search = /** @type {HTMLInputElement} */ (input);
  if (event.code !== "Backspace" || search.value) return;
  const picks = /** @type {HTMLElement} */ (input.closest("[data-picks]"));
  all(".o-chip", picks).at(-1)?.remove();
});
