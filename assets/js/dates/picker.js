/** <owj-date> around a text field: a calendar beside what may as well be typed or pasted.
 * It writes «۱۴۰۵/۰۹/۰۳ ۱۲:۰۰», which the form reads like any other wording. */
import { digits, one } from "../dom.js";
import { serverNow } from "../clock/time.js";
import { dayOf, jalaliOf, monthLength, weekdayOf } from "./jalali.js";
import { WORDS } from "./words.js";

const page = document.documentElement;
const words = page.lang === "en" ? WORDS.en : WORDS.fa;
const FRIDAY = 6;
const STEPS = { ArrowUp: -7, ArrowDown: 7, Home: "start", End: "end", PageUp: "before", PageDown: "after" };

/** The day it is in the workspace's zone. */
function today() {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: page.dataset.zone || "UTC" })
    .format(serverNow())
    .split("-")
    .map(Number);
  return Date.UTC(parts[0], parts[1] - 1, parts[2]) / 86400000;
}

/** The day written in a text in figures, or null. @param {string} text */
function dayIn(text) {
  const latin = text.replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0));
  const found = latin.match(/(1[34]\d\d)\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})/);
  if (!found) return null;
  const [year, month, date] = found.slice(1).map(Number);
  const isDay = month >= 1 && month <= 12 && date >= 1 && date <= monthLength(year, month);
  return isDay ? dayOf(year, month, date) : null;
}

/** The time written at the end of a text, or the field's own first wish. @param {string} text */
const timeIn = (text) => text.match(/[\d۰-۹]{1,2}:[\d۰-۹]{2}\s*$/)?.[0].trim() ?? null;

/** @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} children */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

class DateField extends HTMLElement {
  connectedCallback() {
    this.field = /** @type {HTMLInputElement | null} */ (one("input", this));
    const icon = /** @type {HTMLTemplateElement | null} */ (one("template", this));
    if (!this.field || one("[data-calendar-button]", this)) return;
    this.button = make("button", {
      type: "button", class: "o-datebtn", "data-calendar-button": "", "aria-label": words.open,
      "aria-expanded": "false", "aria-haspopup": "dialog",
    });
    if (icon) this.button.append(icon.content.cloneNode(true));
    this.append(this.button);
    this.button.addEventListener("click", () => (this.sheet ? this.close(true) : this.open()));
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("focusout", (event) => {
      const next = /** @type {Node | null} */ (event.relatedTarget);
      if (this.sheet && next && !this.contains(next)) this.close(false);
    });
  }

  open() {
    this.day = dayIn(this.field?.value ?? "") ?? today();
    this.sheet = make("div", { class: "o-cal o-pop", role: "dialog", "aria-label": words.open });
    this.append(this.sheet);
    this.button?.setAttribute("aria-expanded", "true");
    this.draw(true);
    const { bottom, height } = this.sheet.getBoundingClientRect();
    const above = this.getBoundingClientRect().top;
    this.sheet.toggleAttribute("data-up", bottom > window.innerHeight && above > height);
  }

  /** @param {boolean} back whether the focus returns to the field */
  close(back) {
    this.sheet?.remove();
    this.sheet = undefined;
    this.button?.setAttribute("aria-expanded", "false");
    if (back) this.field?.focus();
  }

  /** @param {boolean} focus */
  draw(focus) {
    if (!this.sheet || this.day === undefined) return;
    const { year, month } = jalaliOf(this.day);
    const title = make("b", { class: "o-h3 o-grow o-center", "aria-live": "polite" },
      `${words.months[month - 1]} ${digits(year)}`);
    const head = make("div", { class: "o-row" },
      this.turn(words.before, "before", "‹"), title, this.turn(words.after, "after", "›"));
    this.sheet.replaceChildren(head, this.grid(year, month));
    if (focus) one('[tabindex="0"]', this.sheet)?.focus();
  }

  /** @param {string} label @param {"before" | "after"} step @param {string} sign */
  turn(label, step, sign) {
    const button = make("button", {
      type: "button", class: "o-btn", "data-kind": "ghost", "data-size": "sm", "data-icon": "", "aria-label": label,
    }, sign);
    button.addEventListener("click", () => this.move(step, false));
    return button;
  }

  /** @param {number} year @param {number} month */
  grid(year, month) {
    const first = dayOf(year, month, 1);
    const grid = make("div", { class: "o-cal__g" });
    for (const letter of words.weekdays) grid.append(make("span", { "aria-hidden": "true" }, letter));
    for (let blank = 0; blank < weekdayOf(first); blank += 1) grid.append(make("i", {}));
    for (let date = 1; date <= monthLength(year, month); date += 1) grid.append(this.cell(first + date - 1, date));
    return grid;
  }

  /** @param {number} day @param {number} date */
  cell(day, date) {
    const { year, month } = jalaliOf(day);
    const cell = make("button", {
      type: "button", class: "o-cal__d", tabindex: day === this.day ? "0" : "-1",
      "aria-label": `${digits(date)} ${words.months[month - 1]} ${digits(year)}`,
      "aria-pressed": String(day === dayIn(this.field?.value ?? "")),
    }, digits(date));
    if (weekdayOf(day) === FRIDAY) cell.setAttribute("data-off", "");
    if (day === today()) {
      cell.setAttribute("data-today", "");
      cell.setAttribute("aria-current", "date");
    }
    cell.addEventListener("click", () => this.choose(day));
    return cell;
  }

  /** @param {number} day */
  choose(day) {
    if (!this.field) return;
    const { year, month, date } = jalaliOf(day);
    const time = timeIn(this.field.value) ?? this.dataset.time ?? "12:00";
    const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
    const written = `${year}/${two(month)}/${two(date)}`;
    this.field.value = digits("day" in this.dataset ? written : `${written} ${time}`);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
    this.close(true);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!this.sheet) {
      if (event.target !== this.field || event.code !== "ArrowDown" || !event.altKey) return;
      this.open();
    } else if (event.code === "Escape") this.close(true);
    else if (event.target === this.field) return;
    else {
      const forwards = page.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
      const backwards = page.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
      const step = { [forwards]: 1, [backwards]: -1, ...STEPS }[event.code];
      if (step === undefined) return;
      this.move(step, true);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number | string} step days, or a named leap @param {boolean} focus */
  move(step, focus) {
    if (this.day === undefined) return;
    const { year, month, date } = jalaliOf(this.day);
    if (typeof step === "number") this.day += step;
    else if (step === "start") this.day -= weekdayOf(this.day);
    else if (step === "end") this.day += 6 - weekdayOf(this.day);
    else {
      const months = year * 12 + month - 1 + (step === "after" ? 1 : -1);
      const [y, m] = [Math.floor(months / 12), (months % 12) + 1];
      this.day = dayOf(y, m, Math.min(date, monthLength(y, m)));
    }
    this.draw(focus);
  }
}

customElements.define("owj-date", DateField);
