/** The script of calendars of records: cards are dragged to another day, or moved by their menu and by
 * Shift and an arrow. A card moves at once; when the server refuses it goes back. */
import "./records.js";
import { all, on, one } from "./dom.js";
import { carryable, told } from "./records/carrying.js";

const calendar = one("[data-days]");
const days = () => all("[data-day]", calendar ?? document);

/** @param {HTMLElement} card @param {HTMLElement} day @param {() => void} back */
async function move(card, day, back) {
  const values = { to: day.dataset.day ?? "", back: calendar?.dataset.asked ?? "" };
  if (!(await told(card, values))) back();
}

/** @param {HTMLElement} card @param {HTMLElement | undefined} day */
function carry(card, day) {
  const from = card.parentElement;
  const next = card.nextElementSibling;
  if (!from || !day || from === day) return;
  day.append(card);
  one("a", card)?.focus();
  card.scrollIntoView({ block: "nearest" });
  void move(card, day, () => from.insertBefore(card, next));
}

if (calendar?.hasAttribute("data-movable")) {
  for (const day of days()) carryable(day, "days", (card, _from, to, back) => void move(card, to, back));
}

on("keydown", "[data-days][data-movable] [data-card]", (card, event) => {
  if (!event.shiftKey) return;
  const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
  const step = { ArrowRight: rtl, ArrowLeft: -rtl, ArrowDown: 7, ArrowUp: -7 }[/** @type {string} */ (event.code)];
  if (!step) return;
  event.preventDefault();
  const list = days();
  carry(card, list[list.indexOf(/** @type {HTMLElement} */ (card.parentElement)) + step]);
});
