/** Tells that this page is open and whether its reader writes; the answer says who else is here.
 * News of others come over the live stream; this beat only keeps one's own place warm. */
import { on, one } from "../dom.js";

const BEAT_MS = 30000;
const STILL_WRITING_MS = 20000;
let writing = false;
let quietTimer = 0;

const beatForm = () => /** @type {HTMLFormElement | null} */ (one("#tk-beat"));

function beat() {
  const form = beatForm();
  if (!form || document.hidden) return;
  /** @type {HTMLInputElement} */ (form.elements.namedItem("writing")).value = writing ? "yes" : "no";
  form.dispatchEvent(new Event("beat"));
}

/** @param {boolean} now */
function setWriting(now) {
  window.clearTimeout(quietTimer);
  if (now) quietTimer = window.setTimeout(() => setWriting(false), STILL_WRITING_MS);
  if (writing === now) return;
  writing = now;
  beat();
}

on("input", "[data-writes]", (field) => {
  setWriting(/** @type {HTMLTextAreaElement} */ (field).value.trim() !== "");
});
on("submit", "form[data-draft-at]", () => setWriting(false));

window.setInterval(beat, BEAT_MS);
document.addEventListener("visibilitychange", beat);
window.addEventListener("pageshow", (event) => event.persisted && beat());
window.addEventListener("pagehide", () => {
  const form = beatForm();
  if (!form) return;
  const goodbye = new FormData(form);
  goodbye.set("gone", "yes");
  navigator.sendBeacon(form.action, goodbye);
});
// htmx wakes up after this script: let it see the first beat.
window.setTimeout(beat);
