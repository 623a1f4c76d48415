/** The script of pages that show a drawing without changing it: running cases, versions, one case. */
import { all, on, one } from "./dom.js";
import { go } from "./process/findings.js";
import { brought } from "./process/server.js";
import { showDrawing } from "./process/show.js";

/** @type {Map<string, any>} */
const viewers = new Map();

async function open() {
  for (const host of all("[data-shown-drawing]")) {
    const id = host.dataset.shownDrawing ?? "";
    const { xml, marks } = brought(id);
    const viewer = await showDrawing(host, xml, marks);
    if (viewer) viewers.set(id, viewer);
    const note = one(`[data-undrawn-of="${id}"]`);
    if (note) note.hidden = viewer !== null;
  }
}

on("click", "[data-go-node]", (button) => {
  for (const viewer of viewers.values()) go(viewer, button.dataset.goNode ?? "");
});

void open();
