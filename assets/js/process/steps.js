/** Drawing without a mouse: buttons that put the next step behind the selected one, lead to another shape,
 * or take the selected one away; and the list of all shapes. */
import { all, on, one } from "../dom.js";
import { go } from "./findings.js";

/** @param {any} modeler @param {HTMLElement} host @param {Record<string, string>} words */
export function takeSteps(modeler, host, words) {
  const selection = modeler.get("selection");
  const chosen = () => selection.get()[0];

  on("click", "[data-append]", (button) => {
    const from = chosen();
    if (!from) return;
    const [type, event, size] = (button.dataset.append ?? "").split(" ");
    const made = modeler.get("elementFactory").createShape({
      type: `bpmn:${type}`,
      ...(event ? { eventDefinitionType: `bpmn:${event}` } : {}),
      ...(size ? { isExpanded: true } : {}),
    });
    const shape = button.dataset.at === "border" ? attach(modeler, from, made) : modeler.get("autoPlace").append(from, made);
    selection.select(shape);
    one("[data-bind=name]", host)?.focus();
  });

  on("change", "[data-connect]", (list) => {
    const to = modeler.get("elementRegistry").get(/** @type {HTMLSelectElement} */ (list).value);
    if (to && chosen()) leadAround(modeler, modeler.get("modeling").connect(chosen(), to));
    /** @type {HTMLSelectElement} */ (list).value = "";
  });

  on("click", "[data-take-away]", () => {
    if (!chosen()) return;
    modeler.get("editorActions").trigger("removeSelection");
    modeler.get("canvas").focus?.();
  });

  on("click", "[data-go-shape]", (button) => go(modeler, button.dataset.goShape ?? ""));

  let drawn = "";
  const list = () => {
    const shapes = shapesOf(modeler);
    // A list that is drawn anew loses the click that is on its way to it.
    const now = JSON.stringify(shapes.map((shape) => [shape.id, shape.type, nameOf(shape, words), shape.outgoing.map((/** @type {any} */ way) => [way.id, way.target?.id, way.businessObject.name])]));
    if (now === drawn) return;
    drawn = now;
    const outline = one("[data-outline]", host);
    outline?.replaceChildren(...shapes.flatMap((shape) => [outlineLine(shape, words), ...waysOut(shape, words)]));
    for (const select of all("[data-connect]", host)) {
      const first = /** @type {HTMLOptionElement} */ (select.firstElementChild);
      select.replaceChildren(first, ...shapes.filter((shape) => !["bpmn:StartEvent", "bpmn:BoundaryEvent"].includes(shape.type)).map((shape) => {
        const option = document.createElement("option");
        option.value = shape.id;
        option.textContent = nameOf(shape, words);
        return option;
      }));
    }
  };
  modeler.on("commandStack.changed", list);
  list();
}

/** @param {any} modeler @param {any} host @param {any} made */
function attach(modeler, host, made) {
  const taken = host.attachers?.length ?? 0;
  const at = { x: host.x + host.width - 18 - taken * 42, y: host.y + host.height };
  return modeler.get("modeling").createShape(made, at, host, { attach: true });
}

/** A straight way through other shapes goes over them instead. @param {any} modeler @param {any} way */
function leadAround(modeler, way) {
  const points = way?.waypoints ?? [];
  const [first, last] = [points[0], points.at(-1)];
  if (points.length !== 2 || Math.abs(first.y - last.y) > 2) return;
  const [left, right] = [Math.min(first.x, last.x), Math.max(first.x, last.x)];
  const between = shapesOf(modeler).filter((shape) =>
    shape !== way.source && shape !== way.target && shape.x < right && shape.x + shape.width > left && shape.y < first.y && shape.y + shape.height > first.y,
  );
  if (between.length === 0) return;
  const over = Math.min(way.source.y, way.target.y, ...between.map((shape) => shape.y)) - 40;
  const [from, to] = [way.source.x + way.source.width / 2, way.target.x + way.target.width / 2];
  modeler.get("modeling").updateWaypoints(way, [
    { x: from, y: way.source.y }, { x: from, y: over }, { x: to, y: over }, { x: to, y: way.target.y },
  ]);
}

/** @param {any} modeler @returns {any[]} */
const shapesOf = (modeler) =>
  modeler.get("elementRegistry")
    .filter((/** @type {any} */ one) => one.businessObject?.$instanceOf?.("bpmn:FlowNode") && !one.labelTarget)
    .sort((/** @type {any} */ a, /** @type {any} */ b) => a.x - b.x || a.y - b.y);

/** @param {any} shape @param {Record<string, string>} words */
const nameOf = (shape, words) => shape.businessObject.name || words[shape.type.replace("bpmn:", "")] || shape.id;

/** Where paths part, each way out is a line of its own. @param {any} shape @param {Record<string, string>} words */
function waysOut(shape, words) {
  const ways = shape.outgoing.filter((/** @type {any} */ one) => one.type === "bpmn:SequenceFlow");
  return ways.length < 2 ? [] : ways.map((/** @type {any} */ way) => {
    const line = outlineLine(way, words);
    line.className = "o-way";
    const button = /** @type {HTMLElement} */ (line.firstElementChild);
    button.textContent = [way.businessObject.name, nameOf(way.target, words)].filter(Boolean).join(": ");
    return line;
  });
}

/** @param {any} shape @param {Record<string, string>} words */
function outlineLine(shape, words) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "o-finding";
  button.dataset.goShape = shape.id;
  const kind = document.createElement("small");
  kind.textContent = words[shape.type.replace("bpmn:", "")] ?? "";
  button.append(nameOf(shape, words), " ", shape.businessObject.name ? kind : "");
  item.append(button);
  return item;
}
