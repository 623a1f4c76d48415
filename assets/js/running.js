/** The script of pages that show a drawing without changing it: running cases, versions, one case. */
import { all, on, one } from "./dom.js";
import { go } from "./process/findings.js";
import { brought } from "./process/server.js";
import { mark, showDrawing } from "./process/show.js";

/** @type {Map<string, any>} */
const viewers = new Map();

/** What each drawing was last told. @type {WeakMap<object, string>} */
const shown = new WeakMap();

async function open() {
  for (const host of all("[data-shown-drawing]")) {
    const id = host.dataset.shownDrawing ?? "";
    const { xml, marks } = brought(id);
    const viewer = await showDrawing(host, xml, marks);
    if (viewer) viewers.set(id, viewer);
    const note = one(`[data-undrawn-of="${id}"]`);
    if (note) note.hidden = viewer !== null;
  }
  markAnew();
}

/** Show the marks that parts of the page bring along, above those that stay. */
function markAnew() {
  for (const brings of all("[data-marks-of]")) {
    const id = brings.dataset.marksOf ?? "";
    const viewer = viewers.get(id);
    const marks = brings.dataset.marks ?? "[]";
    if (!viewer || shown.get(viewer) === marks) continue;
    shown.set(viewer, marks);
    mark(viewer, [...JSON.parse(marks), ...brought(id).marks]);
  }
}

document.addEventListener("htmx:afterSettle", markAnew);

on("click", "[data-go-node]", (button) => {
  for (const viewer of viewers.values()) go(viewer, button.dataset.goNode ?? "");
});

void open();
