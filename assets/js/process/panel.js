/** The panel beside the drawing: the server draws all its sections, the selection shows those it has. */
import { all, digits, on, one } from "../dom.js";
import { bindingOf } from "./bindings.js";
import { readRows, showRows } from "./rows.js";
import { readTime, showTime } from "./time_field.js";
import { traitsOf } from "./traits.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

export class Panel {
  #filling = false;

  /** @param {any} modeler @param {HTMLElement} host @param {Record<string, string>} words */
  constructor(modeler, host, words) {
    this.host = host;
    this.words = words;
    this.selection = modeler.get("selection");
    this.canvas = modeler.get("canvas");
    this.tools = {
      modeling: modeler.get("modeling"),
      factory: modeler.get("bpmnFactory"),
      registry: modeler.get("elementRegistry"),
      root: () => modeler.getDefinitions(),
    };
    this.element = this.canvas.getRootElement();
    const events = modeler.get("eventBus");
    events.on("selection.changed", () => this.show());
    events.on("elements.changed", (/** @type {any} */ event) => {
      if (event.elements.some((/** @type {any} */ one) => one === this.element)) this.show();
    });
    for (const name of ["change", "focusout"]) host.addEventListener(name, (event) => this.#written(event));
    host.addEventListener("rows", (event) => this.#written(event));
    on("click", "[data-pick-name]", (button) => this.#pickName(button));
  }

  /** Show the sections of what is selected, with its values. */
  show() {
    const chosen = this.selection.get();
    this.element = chosen.length === 1 ? (chosen[0].labelTarget ?? chosen[0]) : this.canvas.getRootElement();
    const traits = traitsOf(this.element);
    if (chosen.length > 1) traits.clear();
    for (const section of all("[data-for]", this.host))
      section.hidden = !(section.dataset.for ?? "").split(" ").some((trait) => traits.has(trait)) ||
        (section.dataset.unless ?? "").split(" ").some((trait) => traits.has(trait));
    const kind = one("[data-kind-name]", this.host);
    if (kind) kind.textContent = chosen.length > 1 ? "" : this.#kindName();
    this.#filling = true;
    for (const field of all("[data-bind]", this.host)) this.#fill(/** @type {Field} */ (field));
    for (const part of all("[data-when]", this.host)) if (!part.closest("[hidden]")) showTime(part, this.element.businessObject);
    for (const part of all("[data-lines]", this.host)) if (!part.closest("[hidden]")) showRows(part, this.element.businessObject);
    this.#filling = false;
  }

  #kindName() {
    const object = this.element.businessObject;
    const event = object.eventDefinitions?.[0]?.$type.replace("bpmn:", "").replace("EventDefinition", "");
    const type = object.$type.replace("bpmn:", "");
    return [this.words[type] ?? type, event ? (this.words[`event ${event}`] ?? event) : ""].filter(Boolean).join(" · ");
  }

  /** @param {Field} field */
  #fill(field) {
    if (field.closest("[hidden]")) return;
    const value = bindingOf(field.dataset.bind ?? "").get(this.element.businessObject);
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === true;
    else if (field.value !== value) {
      if (document.activeElement === field && field.dataset.of === this.element.id) return;
      field.value = String(value);
      const expression = field.closest("owj-expression");
      if (expression) {
        one("[data-said]", /** @type {HTMLElement} */ (expression))?.replaceChildren();
        if (value) field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
    field.dataset.of = this.element.id;
  }

  /** @param {Event} event */
  #written(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (this.#filling) return;
    const lines = /** @type {HTMLElement | null} */ (target.closest("[data-lines]"));
    if (lines) return this.#write(lines.dataset.lines ?? "", readRows(lines));
    const when = /** @type {HTMLElement | null} */ (target.closest("[data-when]"));
    if (when) return readTime(when, this.tools, this.element);
    if (!target.matches("[data-bind]")) return;
    const field = /** @type {Field} */ (target);
    if (field.dataset.of && field.dataset.of !== this.element.id) return;
    const checkbox = field instanceof HTMLInputElement && field.type === "checkbox";
    this.#write(field.dataset.bind ?? "", checkbox ? field.checked : field.value);
  }

  /** @param {string} name @param {string | boolean} value */
  #write(name, value) {
    const binding = bindingOf(name);
    if (binding.get(this.element.businessObject) !== value) binding.set(this.tools, this.element, value);
  }

  /** A role, team or rule that was chosen goes into the FEEL of the field above. @param {HTMLElement} button */
  #pickName(button) {
    const list = /** @type {HTMLSelectElement | null} */ (button.parentElement?.querySelector("select") ?? null);
    const field = /** @type {Field | null} */ (document.getElementById(button.dataset.pickName ?? ""));
    if (!list?.value || !field) return;
    const name = list.value;
    const known = field.value.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
    if (list.dataset.feel === "value") field.value = name;
    else if (list.dataset.feel === "name") field.value = name;
    else {
      const names = [...new Set([...known, JSON.stringify(name)])];
      field.value = names.length === 1 ? names[0] : `[${names.join(", ")}]`;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    list.value = "";
  }
}

/** Tell in the reader's digits how many. @param {number} count */
export const counted = (count) => digits(count);
