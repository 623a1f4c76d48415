/** The list under an expression: opens by typing or Ctrl+Space, walks by arrows, Enter takes. */
import { loadWords, offersAt } from "./words.js";

/** @typedef {import("./words.js").Offer} Offer */

export class Completion {
  /** @type {Offer[]} */
  #offers = [];
  #typed = 0;
  #at = 0;
  #taking = false;

  /** @param {HTMLElement} host @param {HTMLTextAreaElement} field @param {HTMLElement} list */
  constructor(host, field, list) {
    this.host = host;
    this.field = field;
    this.list = list;
    field.addEventListener("input", () => void (this.#taking || this.open(false)));
    field.addEventListener("keydown", (event) => this.#press(event));
    field.addEventListener("blur", () => this.close());
    list.addEventListener("mousedown", (event) => this.#point(event));
  }

  /** @param {boolean} asked */
  async open(asked) {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const about = new URLSearchParams({ about: this.host.dataset.about ?? "" });
    const words = await loadWords(`${this.host.dataset.words}?${about}`).catch(() => null);
    const now = this.field.value.slice(0, this.field.selectionStart);
    if (!words || now !== before || document.activeElement !== this.field) return;
    const { offers, typed } = offersAt(words, before, asked);
    const taken = offers.length === 1 && offers[0].insert === before.slice(before.length - typed);
    if (offers.length === 0 || (taken && !asked)) return this.close();
    this.#offers = offers;
    this.#typed = typed;
    this.list.replaceChildren(...offers.map((offer, place) => this.#row(offer, place)));
    this.list.hidden = false;
    this.#mark(0);
  }

  close() {
    this.#offers = [];
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.code === "Space" && event.ctrlKey) {
      event.preventDefault();
      void this.open(true);
      return;
    }
    if (this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (step) this.#mark(this.#at + step);
    else if (event.code === "Escape") this.close();
    else if (["Enter", "NumpadEnter", "Tab"].includes(event.code) && !event.ctrlKey && !event.shiftKey) this.#take(this.#at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {MouseEvent} event */
  #point(event) {
    event.preventDefault(); // the field keeps the focus
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    if (row) this.#take([...this.list.children].indexOf(row));
  }

  /** @param {number} place */
  #mark(place) {
    const count = this.#offers.length;
    this.#at = (place + count) % count;
    [...this.list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === this.#at)));
    const row = this.list.children[this.#at];
    row.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", row.id);
  }

  /** @param {number} place */
  #take(place) {
    const offer = this.#offers[place];
    if (!offer) return;
    const caret = this.field.selectionStart;
    this.field.setRangeText(offer.insert, caret - this.#typed, caret, "end");
    const after = this.field.selectionStart - offer.back;
    this.field.setSelectionRange(after, after);
    this.close();
    this.#taking = true;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.#taking = false;
  }

  /** @param {Offer} offer @param {number} place */
  #row(offer, place) {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${place}`;
    row.role = "option";
    for (const [name, text] of [["b", offer.name], ["span", offer.help], ["small", offer.kind]]) {
      const part = document.createElement(name);
      part.textContent = text;
      row.append(part);
    }
    return row;
  }
}
