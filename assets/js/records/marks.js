/** [data-richbar] names a long text, and its buttons lay light marks around or before what is selected.
 * Without this script the marks are typed. */
import { on, onArrival } from "../dom.js";

/** Write over the selection so that the browser can take it back.
 * @param {HTMLTextAreaElement} area @param {string} words @param {number} from @param {number} to */
function write(area, words, from, to) {
  area.focus();
  // The one way of writing into a field that keeps what Ctrl+Z takes back.
  if (!document.execCommand("insertText", false, words)) area.setRangeText(words);
  area.setSelectionRange(from, to);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {HTMLTextAreaElement} area @param {string} mark */
function around(area, mark) {
  const from = area.selectionStart;
  const words = area.value.slice(from, area.selectionEnd);
  const marked = words.length > 2 * mark.length && words.startsWith(mark) && words.endsWith(mark);
  const written = marked ? words.slice(mark.length, -mark.length) : mark + words + mark;
  const start = words ? from : from + mark.length;
  write(area, written, start, words ? from + written.length : start);
}

/** @param {HTMLTextAreaElement} area @param {string} mark */
function before(area, mark) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.value.indexOf("\n", area.selectionEnd);
  const to = end < 0 ? area.value.length : end;
  const lines = area.value.slice(from, to).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const written = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  area.setSelectionRange(from, to);
  write(area, written, from + written.length, from + written.length);
}

/** @param {HTMLElement} inside */
const areaOf = (inside) =>
  /** @type {HTMLTextAreaElement | null} */ (document.getElementById(inside.dataset.richbar ?? ""));

onArrival("[data-richbar]", (bar) => {
  bar.hidden = false;
});
on("mousedown", "[data-richbar] button", (_button, event) => event.preventDefault());
on("click", "[data-richbar] button", (button) => {
  const area = areaOf(/** @type {HTMLElement} */ (button.closest("[data-richbar]")));
  if (!area) return;
  if (button.dataset.around) around(area, button.dataset.around);
  else if (button.dataset.before) before(area, button.dataset.before);
});
on("keydown", "[data-richbar] + textarea", (area, event) => {
  const mark = /** @type {Record<string, string>} */ ({ KeyB: "**", KeyI: "*" })[event.code];
  if (!mark || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  around(/** @type {HTMLTextAreaElement} */ (area), mark);
});
