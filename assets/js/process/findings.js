/** What the kernel says of the drawing: a mark at each shape, and all of it in a list that leads there. */
import { digits, one } from "../dom.js";
import { pin } from "./looks.js";

/** @typedef {{ element: string, name: string, tone: "danger" | "warn", text: string }} Finding */

/** @param {any} modeler @param {HTMLElement} list @param {Finding[]} findings */
export function showFindings(modeler, list, findings) {
  const overlays = modeler.get("overlays");
  overlays.remove({ type: "danger" });
  overlays.remove({ type: "warn" });
  const canvas = modeler.get("canvas");
  const registry = modeler.get("elementRegistry");
  const seen = new Set();
  for (const found of [...findings].sort((a, b) => a.tone.localeCompare(b.tone))) {
    const shape = registry.get(found.element);
    if (!shape || seen.has(found.element) || shape === canvas.getRootElement()) continue;
    seen.add(found.element);
    const place = shape.waypoints ? { top: -14, left: 0 } : { top: -10, right: 10 };
    pin(overlays, found.element, { text: "!", kind: found.tone, title: found.text, place });
  }
  const now = JSON.stringify(findings);
  if (list.dataset.shown !== now) list.replaceChildren(...findings.map((found) => line(modeler, found)));
  list.dataset.shown = now;
  const bad = findings.filter((found) => found.tone === "danger").length;
  const chip = one("[data-problem-count]");
  if (!chip) return;
  chip.hidden = findings.length === 0;
  chip.dataset.tone = bad ? "danger" : "warn";
  const words = bad ? chip.dataset.sayBad : chip.dataset.sayDoubts;
  const shown = one("span", chip);
  if (shown) shown.textContent = (words ?? "").replace("{n}", digits(bad || findings.length));
}

/** @param {any} modeler @param {Finding} found */
function line(modeler, found) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "o-finding";
  button.dataset.tone = found.tone;
  const name = document.createElement("b");
  name.textContent = found.name;
  button.append(name, " ", found.text);
  button.addEventListener("click", () => go(modeler, found.element));
  item.append(button);
  return item;
}

/** Select a shape and bring it into view. @param {any} modeler @param {string} id */
export function go(modeler, id) {
  const shape = modeler.get("elementRegistry").get(id);
  if (!shape) return;
  modeler.get("selection").select(shape);
  modeler.get("canvas").scrollToElement(shape);
}
