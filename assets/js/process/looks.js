/** How drawings look here: the tokens of the page, so that both themes fit without drawing anew. */
const FONT = "Vazirmatn, system-ui, sans-serif";

export const looks = {
  bpmnRenderer: {
    defaultFillColor: "var(--ow-raised)",
    defaultStrokeColor: "var(--ow-text-2)",
    defaultLabelColor: "var(--ow-text)",
  },
  textRenderer: {
    defaultStyle: { fontFamily: FONT, fontSize: 13, lineHeight: 1.5 },
    externalStyle: { fontSize: 12, lineHeight: 1.5 },
  },
};

/** Show the whole drawing beside the tools, never larger than drawn. @param {any} canvas */
export function fit(canvas) {
  canvas.zoom("fit-viewport", "auto");
  const host = /** @type {HTMLElement} */ (canvas.getContainer());
  const tools = /** @type {HTMLElement | null} */ (host.querySelector(".djs-palette"));
  // Its tools are pictures: their names are shown to a mouse, too.
  for (const tool of tools?.querySelectorAll("[aria-label]") ?? []) tool.setAttribute("title", tool.getAttribute("aria-label") ?? "");
  const taken = tools ? tools.offsetWidth + tools.offsetLeft : 0;
  // Some room around it, so that nothing touches the edge.
  const room = 0.94 * (1 - taken / (host.clientWidth || 1));
  canvas.zoom(Math.min(canvas.zoom() * room, 1), "auto");
  canvas.scroll({ dx: taken / 2, dy: 0 });
}

/** A round note at a shape. @param {any} overlays @param {string} id
 * @param {{ text: string, kind: string, title?: string, place?: object }} mark */
export function pin(overlays, id, mark) {
  const note = document.createElement("span");
  note.className = "o-pin";
  note.dataset.kind = mark.kind;
  note.textContent = mark.text;
  if (mark.title) note.title = mark.title;
  try {
    return overlays.add(id, mark.kind, { position: mark.place ?? { top: -12, right: 14 }, html: note, show: { minZoom: 0.2 } });
  } catch {
    return null; // the shape is not drawn
  }
}
