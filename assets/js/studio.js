/** The studio's own script: lines that move by drag and by keys, options, patterns, sifting. */
import { all, digits, folded, on, one, onArrival } from "./dom.js";

/** Tell the form that the lines of a list stand in another order. @param {HTMLElement} list */
function tellSorted(list) {
  const form = list.closest("form");
  all("input[name=order]", list).forEach((field) => field.removeAttribute("disabled"));
  form?.dispatchEvent(new CustomEvent("sorted", { bubbles: true }));
}

// A line is dragged by its grip; the list makes room while it moves.
on("pointerdown", "[data-grip]", (grip, event) => {
  const line = grip.closest("li");
  const list = line?.closest("[data-sort]");
  if (!(line instanceof HTMLElement) || !(list instanceof HTMLElement)) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  line.setAttribute("data-dragged", "");
  const move = (/** @type {PointerEvent} */ moved) => makeRoom(list, line, moved.clientY);
  const end = () => {
    grip.removeEventListener("pointermove", move);
    line.removeAttribute("data-dragged");
    tellSorted(list);
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end, { once: true });
  grip.addEventListener("pointercancel", end, { once: true });
});

/** @param {HTMLElement} list @param {HTMLElement} line @param {number} y */
function makeRoom(list, line, y) {
  for (const other of /** @type {HTMLElement[]} */ ([...list.children])) {
    if (other === line) continue;
    const { top, height } = other.getBoundingClientRect();
    if (y < top || y > top + height) continue;
    if (y < top + height / 2) other.before(line);
    else other.after(line);
    return;
  }
}

// Alt and an arrow move the line of the focused input.
on("keydown", "[data-sort] li", (line, event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.code)) return;
  const next = event.code === "ArrowUp" ? line.previousElementSibling : line.nextElementSibling;
  if (!next) return;
  event.preventDefault();
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  if (event.code === "ArrowUp") next.before(line);
  else next.after(line);
  focused?.focus();
  tellSorted(/** @type {HTMLElement} */ (line.parentElement));
});

// The last line of options is always an empty one.
onArrival("[data-add-row]", (button) => (button.hidden = false));
on("click", "[data-add-row]", (button) => {
  const list = one("[data-rows]", button.closest("fieldset") ?? document);
  if (list) addLine(list).focus();
});
on("keydown", "[data-rows] input", (field, event) => {
  if (event.code !== "Enter" || event.isComposing) return;
  event.preventDefault();
  const list = /** @type {HTMLElement} */ (field.closest("[data-rows]"));
  const next = field.closest("li")?.nextElementSibling;
  (next ? one("input:not([type=hidden])", next) : addLine(list))?.focus();
});

/** @param {HTMLElement} list @returns {HTMLInputElement} */
function addLine(list) {
  const line = /** @type {HTMLElement} */ (list.lastElementChild?.cloneNode(true));
  for (const field of all("input, select", line)) /** @type {HTMLInputElement} */ (field).value = "";
  one("label", line)?.remove();
  one(".o-hue", line)?.setAttribute("data-hue", "");
  list.append(line);
  return /** @type {HTMLInputElement} */ (one("input:not([type=hidden])", line));
}

on("change", "select[data-hue-of]", (field) => {
  const chosen = /** @type {HTMLSelectElement} */ (field).selectedOptions[0];
  const hue = one(".o-hue", field.closest("li") ?? document);
  hue?.setAttribute("data-hue", chosen?.dataset.hue ?? "");
});

// What a pattern of numbers gives.
onArrival("[data-pattern-sample]", (sample) => {
  const field = one(sample.dataset.patternSample ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  const show = () => {
    const numbers = [1, 2, 3].map((count) =>
      field.value
        .replaceAll("{jy}", sample.dataset.year ?? "")
        .replace(/\{seq:(\d)\}/, (_, width) => String(count).padStart(Number(width), "0")),
    );
    sample.textContent = digits(numbers.join(", "));
  };
  field.addEventListener("input", show);
  show();
});

// A condition of a rollup speaks of the records that are chosen to be summed up.
onArrival("[data-about-of]", (part) => {
  const chosen = one(part.dataset.aboutOf ?? "");
  if (!(chosen instanceof HTMLSelectElement)) return;
  const follow = () => {
    const about = chosen.selectedOptions[0]?.dataset.about;
    if (about) one("owj-expression", part)?.setAttribute("data-about", about);
  };
  chosen.addEventListener("change", follow);
  follow();
});

// Typing into a sieve leaves the lines that hold what was typed.
on("input", "[data-sift]", (field) => {
  const words = folded(/** @type {HTMLInputElement} */ (field).value);
  for (const line of all("[data-sift-text]", one(field.dataset.sift ?? "") ?? document)) {
    line.hidden = !folded(line.dataset.siftText ?? "").includes(words);
  }
});

// While a version is published the page tells how far it is; the answer of the form ends it.
on("submit", "form[data-publishes]", (form) => {
  const line = one("[data-publishing]", form);
  const bar = /** @type {HTMLProgressElement | null} */ (one("progress", form));
  const words = one("[data-publishing-words]", form);
  if (!line || !bar || !words) return;
  line.hidden = false;
  bar.removeAttribute("value");
  window.setInterval(async () => {
    const answer = await fetch(form.dataset.publishes ?? "", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    if (!told.total) return;
    bar.max = told.total;
    bar.value = told.done;
    words.textContent = told.words;
  }, 700);
});
