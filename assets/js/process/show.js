/** A drawing that is only looked at, with what the page marks on it. */
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { owjExtensions } from "./extensions.js";
import { fit, looks, pin } from "./looks.js";
import { translateWith } from "./translate.js";

/** @typedef {{ node: string, kind: string, text?: string, title?: string, marker?: string }} Mark */

/** @param {HTMLElement} host @param {string} xml @param {Mark[]} marks */
export async function showDrawing(host, xml, marks) {
  const viewer = new NavigatedViewer({
    container: host,
    additionalModules: [translateWith({})],
    moddleExtensions: { owj: owjExtensions() },
    ...looks,
  });
  if (document.documentElement.lang === "en") viewer.on("import.parse.complete", nameInEnglish);
  try {
    await viewer.importXML(xml);
  } catch {
    host.dataset.undrawn = "";
    return null;
  }
  fit(viewer.get("canvas"));
  mark(viewer, marks);
  host.dataset.ready = "";
  return viewer;
}

/** Shapes and flows that are worded in English show that here; who draws sees what was drawn.
 * @param {any} event */
function nameInEnglish({ elementsById }) {
  for (const one of Object.values(/** @type {Record<string, any>} */ (elementsById ?? {}))) {
    const worded = one.$instanceOf?.("bpmn:FlowElement") ? one.get("owj:nameEn") : "";
    if (worded) one.name = worded;
  }
}

/** @type {WeakMap<object, Mark[]>} */
const marked = new WeakMap();

/** Mark shapes; what was marked before goes. @param {any} viewer @param {Mark[]} marks */
export function mark(viewer, marks) {
  const registry = viewer.get("elementRegistry");
  for (const old of marked.get(viewer) ?? []) {
    if (old.marker && registry.get(old.node)) viewer.get("canvas").removeMarker(old.node, old.marker);
  }
  if (marked.has(viewer)) viewer.get("overlays").clear();
  marked.set(viewer, marks);
  const counts = new Map();
  for (const one of marks) {
    const shape = registry.get(one.node);
    if (!shape) continue;
    if (one.marker) viewer.get("canvas").addMarker(one.node, one.marker);
    if (!one.text) continue;
    const nth = counts.get(one.node) ?? 0;
    counts.set(one.node, nth + 1);
    const place = shape.waypoints ? { top: -10, left: 0 } : { bottom: 12, left: -10 + nth * 34 };
    pin(viewer.get("overlays"), one.node, { text: one.text, kind: one.kind, title: one.title, place });
  }
}
