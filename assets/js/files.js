/** <owj-files>: the files chosen so far, each with its size and a way out; drop and paste add. */
import { digits, on, one } from "./dom.js";

class Files extends HTMLElement {
  connectedCallback() {
    this.input = /** @type {HTMLInputElement | null} */ (one("input[type=file]", this));
    this.list = one("[data-files-list]", this);
    this.mould = /** @type {HTMLTemplateElement | null} */ (one("template", this));
    this.chosen = new DataTransfer();
    this.input?.addEventListener("change", () => this.add(this.input?.files));
    const form = this.closest("form");
    form?.addEventListener("dragover", (event) => event.preventDefault());
    form?.addEventListener("drop", (event) => {
      event.preventDefault();
      this.add(event.dataTransfer?.files);
    });
    form?.addEventListener("paste", (event) => {
      if (event.clipboardData?.files.length) this.add(event.clipboardData.files);
    });
  }

  /** @param {FileList | null | undefined} files */
  add(files) {
    const known = new Set([...this.chosen.files].map(markOf));
    for (const file of files ?? []) if (!known.has(markOf(file))) this.chosen.items.add(file);
    this.show();
  }

  /** @param {File} unwanted */
  remove(unwanted) {
    const rest = new DataTransfer();
    for (const file of this.chosen.files) if (file !== unwanted) rest.items.add(file);
    this.chosen = rest;
    this.show();
  }

  show() {
    if (!this.input || !this.list) return;
    this.input.files = this.chosen.files;
    this.list.replaceChildren(...[...this.chosen.files].map((file) => this.draw(file)));
  }

  /** @param {File} file */
  draw(file) {
    const item = /** @type {HTMLElement} */ (
      /** @type {Element} */ (this.mould?.content.firstElementChild).cloneNode(true)
    );
    const isTooLarge = file.size > Number(this.dataset.limit || Infinity);
    item.toggleAttribute("data-too-large", isTooLarge);
    const write = (/** @type {string} */ mark, /** @type {string} */ text) => {
      const spot = one(mark, item);
      if (spot) spot.textContent = text;
    };
    write("[data-file-name]", file.name);
    write("[data-file-size]", isTooLarge ? (this.dataset.tooLarge ?? "") : this.sizeWords(file.size));
    one("button", item)?.addEventListener("click", () => this.remove(file));
    return item;
  }

  /** As owj.ui.sizes writes it. @param {number} bytes */
  sizeWords(bytes) {
    const [small, kilo, mega] = (this.dataset.units ?? "%(n)s|%(n)s|%(n)s").split("|");
    if (bytes < 1024) return small.replace("%(n)s", digits(bytes));
    const isMega = bytes / 1024 >= 1024;
    const value = bytes / (isMega ? 1024 * 1024 : 1024);
    const rounded = Math.round(value * 10) / 10;
    const figure = value < 10 && rounded % 1 ? rounded.toFixed(1) : value.toFixed(0);
    const shown = document.documentElement.lang === "fa" ? figure.replace(".", "٫") : figure;
    return (isMega ? mega : kilo).replace("%(n)s", digits(shown));
  }
}

/** @param {File} file */
const markOf = (file) => `${file.name}:${file.size}:${file.lastModified}`;

// A field for one file speaks the reader's language; the browser's own words stay out of sight.
on("change", ".o-filefield > input", (field) => {
  const chosen = /** @type {HTMLInputElement} */ (field).files?.[0];
  const spot = one("[data-file-chosen]", /** @type {Element} */ (field.parentElement));
  if (!spot) return;
  /** @type {HTMLElement} */ (spot).dataset.none ??= spot.textContent ?? "";
  spot.textContent = chosen?.name ?? /** @type {HTMLElement} */ (spot).dataset.none ?? "";
});

customElements.define("owj-files", Files);
