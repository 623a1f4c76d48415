/** The part of the panel that tells when; its pieces show as the chosen way needs them. */
import { all, one } from "../dom.js";
import { bindingOf, setTimer, timerOf } from "./bindings.js";
import { feelOfWhen, timerOfWhen, whenOfFeel, whenOfTimer } from "./times.js";

const zone = () => document.documentElement.dataset.zone || "UTC";

/** @param {HTMLElement} part @param {string} name */
const piece = (part, name) => /** @type {HTMLInputElement | null} */ (one(`[data-time=${name}]`, part));

/** Show what the drawing holds. @param {HTMLElement} part @param {any} object */
export function showTime(part, object) {
  const bound = part.dataset.when ?? "";
  const when = bound === "timer" ? whenOfTimer(...timerOf(object)) : whenOfFeel(String(bindingOf(bound).get(object)));
  for (const name of /** @type {const} */ (["kind", "count", "unit", "calendar", "date", "times", "feel"])) {
    const field = piece(part, name);
    if (!field || document.activeElement === field) continue;
    const usual = { unit: "hours", count: "1", calendar: /** @type {any} */ (field).options?.[0]?.value }[/** @type {"unit"} */ (name)];
    field.value = when[name] ?? usual ?? "";
  }
  part.dataset.of = object.id;
  showPieces(part, when.kind);
}

/** @param {HTMLElement} part @param {string} kind */
function showPieces(part, kind) {
  for (const one of all("[data-times]", part)) one.hidden = !(one.dataset.times ?? "").split(" ").includes(kind);
}

/** Write what the person told. @param {HTMLElement} part @param {import("./bindings.js").Tools} tools @param {any} element */
export function readTime(part, tools, element) {
  if (part.dataset.of !== element.businessObject.id) return;
  const when = /** @type {any} */ ({});
  for (const field of all("[data-time]", part)) when[field.dataset.time ?? ""] = /** @type {HTMLInputElement} */ (field).value;
  showPieces(part, when.kind);
  const bound = part.dataset.when ?? "";
  if (bound === "timer") {
    const [kind, text] = timerOfWhen(when, zone());
    const [wasKind, was] = timerOf(element.businessObject);
    if (kind !== wasKind || text !== was) setTimer(tools, element, kind, text);
    return;
  }
  const binding = bindingOf(bound);
  const text = feelOfWhen(when, zone());
  if (binding.get(element.businessObject) !== text) binding.set(tools, element, text);
}
