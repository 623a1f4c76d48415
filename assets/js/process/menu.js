/** What the menus of bpmn-js offer: only what the kernel runs. The rest would be refused on deploying. */
const REFUSED = [
  "complex-gateway", "ad-hoc", "instantiating", "choreography", "data-object", "data-store", "collection",
  "participant-multiplicity", "compensation-start",
];

class OnlyWhatRuns {
  /** @param {any} popupMenu */
  constructor(popupMenu) {
    popupMenu.registerProvider("bpmn-replace", 500, this);
  }

  getPopupMenuEntries() {
    return (/** @type {Record<string, unknown>} */ entries) => without(entries);
  }

  getPopupMenuHeaderEntries() {
    return (/** @type {Record<string, unknown>} */ entries) => without(entries);
  }
}
/** @type {any} */ (OnlyWhatRuns).$inject = ["popupMenu"];

class ShorterPalette {
  /** @param {any} palette */
  constructor(palette) {
    palette.registerProvider(500, this);
  }

  getPaletteEntries() {
    return (/** @type {Record<string, unknown>} */ entries) => without(entries);
  }
}
/** @type {any} */ (ShorterPalette).$inject = ["palette"];

/** @param {Record<string, unknown>} entries */
const without = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([id]) => !REFUSED.some((name) => id.includes(name))));

export const onlyWhatRuns = {
  __init__: ["onlyWhatRuns", "shorterPalette"],
  onlyWhatRuns: ["type", OnlyWhatRuns],
  shorterPalette: ["type", ShorterPalette],
};
