/** [data-stick-end] opens at its end and stays there when more arrives, unless one has scrolled up. */
import { all, onArrival } from "./dom.js";

const NEAR_PX = 48;
const isAtEnd = (/** @type {HTMLElement} */ box) =>
  box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
const toEnd = (/** @type {HTMLElement} */ box) => (box.scrollTop = box.scrollHeight);

/** @type {Set<HTMLElement>} */
let atEnd = new Set();

onArrival("[data-stick-end]", toEnd);
// A chart that is wider than a phone opens at its newest days, in either direction of reading.
onArrival("[data-latest]", (box) => box.scrollBy({ left: box.scrollWidth * (document.dir === "rtl" ? -1 : 1) }));
document.addEventListener("htmx:beforeSwap", () => {
  atEnd = new Set(all("[data-stick-end]").filter(isAtEnd));
});
document.addEventListener("htmx:afterSettle", () => atEnd.forEach(toEnd));
