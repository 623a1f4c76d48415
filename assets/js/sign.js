/** The script of minutes alone: a signature is drawn with a finger, a pen or the mouse.
 * Its strokes go along as whole numbers of a field of 600 × 200; without a script, or by keyboard,
 * the typed name stands for it. */
import { one } from "./dom.js";

const WIDE = 600;
const HIGH = 200;
const MOST = 18_000;
// Points nearer than this to the last one add nothing to see.
const NEAR = 3;

const form = one(".o-sign");
const pad = one(".o-sign__pad");
const ink = one(".o-sign__pad .ink");
const kept = one('.o-sign input[name="path"]');
/** @type {string[]} */
let strokes = [];
/** @type {{ x: number, y: number } | null} */
let last = null;

/** @param {PointerEvent} event */
function place(event) {
  const box = pad.getBoundingClientRect();
  const within = (share, most) => Math.max(0, Math.min(most - 1, Math.round(share * most)));
  return { x: within((event.clientX - box.left) / box.width, WIDE), y: within((event.clientY - box.top) / box.height, HIGH) };
}

function show() {
  const path = strokes.join("");
  ink.setAttribute("d", path);
  kept.value = strokes.some((one) => one.includes("L")) ? path : "";
}

/** @param {PointerEvent} event */
function begin(event) {
  if (event.button) return;
  event.preventDefault();
  pad.setPointerCapture(event.pointerId);
  last = place(event);
  strokes.push(`M${last.x} ${last.y}L${last.x} ${last.y}`);
  const typed = one('.o-sign input[name="typed"]');
  if (typed) typed.checked = false;
  show();
}

/** @param {PointerEvent} event */
function go(event) {
  if (!last) return;
  const at = place(event);
  if (Math.hypot(at.x - last.x, at.y - last.y) < NEAR || kept.value.length > MOST) return;
  strokes[strokes.length - 1] += `L${at.x} ${at.y}`;
  last = at;
  show();
}

function wipe() {
  strokes = [];
  show();
}

if (form && pad && ink && kept) {
  one("[data-signing]").hidden = false;
  pad.addEventListener("pointerdown", begin);
  pad.addEventListener("pointermove", go);
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => (last = null));
  one("[data-again]").addEventListener("click", wipe);
  one('.o-sign input[name="typed"]').addEventListener("change", (event) => event.target.checked && wipe());
}
