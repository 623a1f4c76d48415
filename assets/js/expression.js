/** The script of pages where FEEL is written: <owj-expression> around a textarea.
 * Completion by typing or Ctrl+Space, a check while typing, the result for a sample record. */
import { Completion } from "./expression/completion.js";
import { digits } from "./dom.js";

const CHECK_AFTER_MS = 250;

/** @typedef {{ state: "empty" | "good" | "warn" | "bad", message: string, start: number,
 *   end: number, result: string, sample: string }} Check */

class OwjExpression extends HTMLElement {
  #timer = 0;
  #asked = 0;
  /** @type {Completion | null} */
  #completion = null;

  connectedCallback() {
    const field = this.#field();
    if (!field || this.#completion) return;
    this.#completion = new Completion(this, field, /** @type {HTMLElement} */ (this.querySelector("[role=listbox]")));
    field.addEventListener("input", () => this.#checkSoon());
    if (field.value.trim() !== "") this.#checkSoon();
  }

  disconnectedCallback() {
    window.clearTimeout(this.#timer);
  }

  #field() {
    return /** @type {HTMLTextAreaElement | null} */ (this.querySelector("textarea"));
  }

  #checkSoon() {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#check(), CHECK_AFTER_MS);
  }

  async #check() {
    const text = this.#field()?.value ?? "";
    const number = ++this.#asked;
    const { about = "", mode = "", record = "", token = "", check = "" } = this.dataset;
    const body = new URLSearchParams({ text, about, mode, record });
    try {
      const answer = await fetch(check, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (!answer.ok || number !== this.#asked) return;
      this.#say(await answer.json(), text);
    } catch {
      return; // out of reach: saving checks again
    }
  }

  /** @param {Check} found @param {string} text */
  #say(found, text) {
    const said = /** @type {HTMLElement} */ (this.querySelector("[data-said]"));
    const tone = { empty: "", good: "good", warn: "warn", bad: "danger" }[found.state];
    this.dataset.state = found.state;
    this.#field()?.setAttribute("aria-invalid", String(found.state === "bad"));
    said.dataset.tone = tone;
    said.replaceChildren(...this.#words(found, text));
    this.dispatchEvent(new CustomEvent("owj-checked", { bubbles: true, detail: found }));
  }

  /** @param {Check} found @param {string} text @returns {Node[]} */
  #words(found, text) {
    if (found.state === "empty") return [];
    const words = [];
    if (found.message) words.push(this.#place(found, text));
    if (!found.message) words.push(element("span", `✓ ${this.dataset.sayGood ?? ""}`));
    if (found.result === "") return words;
    const label = found.sample ? `${this.dataset.sayResult} ${this.dataset.saySample} ` : `${this.dataset.sayResult}: `;
    const result = element("span", label);
    if (found.sample) result.append(element("bdi", digits(found.sample)), ": ");
    result.append(element("code", found.result));
    return [...words, result];
  }

  /** What is wrong, with the letters it is about; a click selects them. @param {Check} found @param {string} text */
  #place(found, text) {
    const button = /** @type {HTMLButtonElement} */ (element("button", `${found.message} `));
    button.type = "button";
    if (found.end > found.start || found.start > 0) {
      const code = element("code", text.slice(Math.max(0, found.start - 20), found.start));
      code.append(element("mark", text.slice(found.start, found.end) || " "), text.slice(found.end, found.end + 20));
      button.append(code);
    }
    button.addEventListener("click", () => {
      this.#field()?.focus();
      this.#field()?.setSelectionRange(found.start, found.end);
    });
    return button;
  }
}

/** @param {string} name @param {string} text */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

customElements.define("owj-expression", OwjExpression);
