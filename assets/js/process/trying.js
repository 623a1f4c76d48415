/** Trying a drawing: the page keeps the deeds, the server plays them all anew and says how it stands. */
import { all, ask, on, one } from "../dom.js";
import { pin } from "./looks.js";

export class Trying {
  /** @type {any[]} */
  #deeds = [];

  /** @param {any} modeler @param {{ modeler: any }} draft */
  constructor(modeler, draft) {
    this.modeler = modeler;
    this.draft = draft;
    this.part = /** @type {HTMLElement} */ (one("[data-trial]"));
    on("click", "[data-trial-open]", () => this.open());
    on("click", "[data-trial-close]", () => this.close());
    on("click", "[data-trial-back]", () => this.#replay(this.#deeds.slice(0, -1)));
    on("click", "[data-trial-anew]", () => this.#replay([]));
    on("submit", "[data-trial] form", (form, event) => {
      event.preventDefault();
      this.#take(/** @type {HTMLFormElement} */ (form), event.submitter);
    });
  }

  open() {
    document.body.dataset.trying = "";
    this.modeler.get("selection").select(null);
    this.part.hidden = false;
    const beside = one("[data-process-panel]");
    if (beside) beside.hidden = true;
    void this.#replay([]);
  }

  close() {
    delete document.body.dataset.trying;
    this.part.hidden = true;
    const beside = one("[data-process-panel]");
    if (beside) beside.hidden = false;
    this.#mark([], {});
    one("[data-trial-open]")?.focus();
  }

  /** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button */
  #take(form, button) {
    const { do: deed = "", node = "", nth = "1", at = "" } = form.dataset;
    /** @type {Record<string, any>} */
    const told = { do: deed, node, nth: Number(nth), values: {}, kinds: {} };
    if (at) told.at = at;
    for (const field of /** @type {Iterable<any>} */ (form.elements)) {
      if (!field.name || field === button) continue;
      if (field.dataset.part) told[field.dataset.part] = field.value;
      else {
        told.values[field.name] = field.value;
        told.kinds[field.name] = field.dataset.kind ?? "text";
      }
    }
    if (button?.name) told.values[button.name] = button.value;
    if (button?.dataset.do) told.do = button.dataset.do;
    void this.#replay([...this.#deeds, told]);
  }

  /** @param {any[]} deeds */
  async #replay(deeds) {
    const { xml } = await this.modeler.saveXML();
    const body = /** @type {HTMLElement} */ (one("[data-trial-body]"));
    const refused = /** @type {HTMLElement} */ (one("[data-trial-refused]"));
    const before = one("[data-trial-state]", body);
    const said = one("span", refused);
    if (said) said.textContent = refused.dataset.away ?? "";
    const values = { xml, deeds: JSON.stringify(deeds) };
    await ask({ url: this.part.dataset.url ?? "", target: body, method: "POST", values }).catch(() => undefined);
    const shown = one("[data-trial-state]", body);
    refused.hidden = shown !== before;
    if (!shown || shown === before) return;
    this.#deeds = deeds;
    const { tokens, done } = JSON.parse(shown.dataset.trialState ?? "{}");
    for (const button of all("[data-trial-back], [data-trial-anew]")) /** @type {HTMLButtonElement} */ (button).disabled = deeds.length === 0;
    this.#mark(tokens, done);
    one("input:not([type=hidden]), select, button", body)?.focus();
  }

  /** Tokens on the drawing, and what has been gone through. @param {any[]} tokens @param {Record<string, number>} done */
  #mark(tokens, done) {
    const overlays = this.modeler.get("overlays");
    const canvas = this.modeler.get("canvas");
    overlays.remove({ type: "token" });
    overlays.remove({ type: "stopped" });
    for (const shape of this.modeler.get("elementRegistry").filter(() => true)) canvas.removeMarker(shape, "o-went");
    for (const id of Object.keys(done)) if (this.modeler.get("elementRegistry").get(id)) canvas.addMarker(id, "o-went");
    for (const token of tokens)
      pin(overlays, token.node, { text: token.stopped ? "!" : token.count, kind: token.stopped ? "stopped" : "token", place: { bottom: 12, left: -10 } });
  }
}
