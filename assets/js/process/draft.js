/** The drawing goes to the server a second after a change; what another saved meanwhile is not overwritten. */
import { post } from "./server.js";

const SAVE_AFTER_MS = 900;

export class Draft {
  #timer = 0;
  #running = Promise.resolve();
  #moved = false;

  /** @param {any} modeler @param {{ saveUrl: string, revision: string }} page
   * @param {{ state: (name: string, words?: string) => void, found: (check: any) => void }} tells */
  constructor(modeler, page, tells) {
    this.modeler = modeler;
    this.page = page;
    this.tells = tells;
    modeler.get("eventBus").on("commandStack.changed", () => this.soon());
    window.addEventListener("beforeunload", (event) => {
      if (this.#timer) event.preventDefault();
    });
  }

  soon() {
    window.clearTimeout(this.#timer);
    this.tells.state("writing");
    this.#timer = window.setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  /** Save now, after what is being saved. @param {boolean} [over] over what another saved @returns {Promise<void>} */
  save(over = false) {
    window.clearTimeout(this.#timer);
    this.#running = this.#running.then(() => this.#send(over));
    return this.#running;
  }

  /** @param {boolean} over */
  async #send(over) {
    if (this.#moved && !over) return;
    const { xml } = await this.modeler.saveXML({ format: true });
    const revision = over ? "" : this.page.revision;
    try {
      const answer = await post(this.page.saveUrl, { xml, revision });
      this.#timer = 0;
      if (answer.status === 409) {
        this.#moved = true;
        return this.tells.state("moved", answer.words);
      }
      if (answer.status !== 200) return this.tells.state("failed", answer.words);
      this.#moved = false;
      this.page.revision = String(answer.revision);
      this.tells.state("saved");
      this.tells.found(answer);
    } catch {
      this.tells.state("failed");
      this.#timer = window.setTimeout(() => void this.save(), 5000);
    }
  }
}
