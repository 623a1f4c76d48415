/** The script of boards alone: cards are dragged, or moved by their menu and by Shift and an arrow.
 * A card moves at once; when the server refuses it goes back, and a toast says why. */
import { all, on, one } from "./dom.js";
import { carryable, told } from "./records/carrying.js";

const board = one("[data-board]");
const lanes = () => all("[data-lane]", board ?? document);

/** @param {HTMLElement} card @param {HTMLElement} to @param {() => void} back */
async function move(card, to, back) {
  const values = { lane: to.dataset.lane ?? "", back: board?.dataset.asked ?? "" };
  if (await told(card, values)) offer(card, to);
  else back();
}

/** The menu offers every lane but the one the card lies in. @param {HTMLElement} card @param {HTMLElement} lane */
function offer(card, lane) {
  const menu = one(".o-menu", card);
  if (!menu) return;
  const from = card.dataset.from ?? "";
  const button = all("[data-to]", menu).find((b) => b.dataset.to === lane.dataset.lane);
  const words = one(`#lane-${CSS.escape(from)}-h`)?.textContent ?? "";
  if (!button) return;
  button.dataset.to = from;
  const name = one("bdi", button);
  if (name) name.textContent = words;
}

/** @param {HTMLElement} card @param {HTMLElement} to */
function carry(card, to) {
  const from = card.parentElement;
  const next = card.nextElementSibling;
  if (!from || from === to) return;
  card.dataset.from = /** @type {HTMLElement} */ (from).dataset.lane ?? "";
  one("details[open]", card)?.removeAttribute("open");
  to.prepend(card);
  one("a", card)?.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  void move(card, to, () => from.insertBefore(card, next));
}

for (const lane of lanes()) {
  carryable(lane, "board", (card, from, to, back) => {
    card.dataset.from = from.dataset.lane ?? "";
    void move(card, to, back);
  });
}

on("click", "[data-card] [data-to]", (button) => {
  const card = /** @type {HTMLElement} */ (button.closest("[data-card]"));
  const to = lanes().find((lane) => lane.dataset.lane === button.dataset.to);
  if (to) carry(card, to);
});

on("keydown", "[data-card]", (card, event) => {
  if (!event.shiftKey || !["ArrowLeft", "ArrowRight"].includes(event.code)) return;
  const rtl = document.documentElement.dir === "rtl";
  const step = (event.code === "ArrowLeft") === rtl ? 1 : -1;
  const list = lanes();
  const to = list[list.indexOf(/** @type {HTMLElement} */ (card.parentElement)) + step];
  if (!to) return;
  event.preventDefault();
  carry(card, to);
});
