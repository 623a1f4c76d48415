/** One ticker for every clock on the page: chips, cards, the time of day, timed refreshes. */
import { all, digits, one } from "../dom.js";
import { refresh } from "../swaps.js";
import { faceAt } from "./face.js";
import { serverNow, setServerNow, workingSeconds } from "./time.js";

const page = document.documentElement;
const lang = page.lang;

/** @type {Set<Chip>} */
const chips = new Set();

/** @returns {import("./face.js").Words} */
function readWords() {
  const told = document.getElementById("clock-words");
  return told?.textContent ? JSON.parse(told.textContent) : { left: "", overdue: "", passed: "" };
}

/** @type {import("./face.js").Words | undefined} */
let words;

/** `<owj-chip data-due …>`: a promise that counts on while the desk is open. */
class Chip extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.due) return;
    const { state, at, due, starts, remaining, late, near } = this.dataset;
    this.told = {
      state: state ?? "ok",
      at: Date.parse(at ?? ""),
      due: Date.parse(due ?? ""),
      starts: Date.parse(starts ?? ""),
      remaining: Number(remaining),
      late: Number(late),
      near: Number(near),
      promised: "promised" in this.dataset,
    };
    chips.add(this);
    this.show(serverNow());
  }

  disconnectedCallback() {
    chips.delete(this);
  }

  /** @param {number} now ms */
  show(now) {
    if (!this.told) return;
    words ??= readWords();
    const face = faceAt(this.told, now, workingSeconds, words, lang);
    if (this.dataset.state !== face.state) this.turn(face.state, face.icon);
    const text = one("[data-words]", this);
    if (text && face.words !== null && text.textContent !== face.words) text.textContent = face.words;
  }

  /** @param {string} state @param {string} icon */
  turn(state, icon) {
    this.dataset.state = state;
    const card = this.closest(".o-clock");
    if (card instanceof HTMLElement) card.dataset.state = state;
    const use = this.querySelector("use");
    use?.setAttribute("href", (use.getAttribute("href") ?? "").replace(/#.*$/, `#${icon}`));
  }
}

customElements.define("owj-chip", Chip);

/** The time of day, `<owj-now>`, in the workspace's zone. */
function showTimeOfDay() {
  const places = all("owj-now");
  if (places.length === 0) return;
  const zone = page.dataset.zone || "UTC";
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", timeZone: zone })
    .formatToParts(serverNow());
  const part = (/** @type {string} */ type) => parts.find((p) => p.type === type)?.value ?? "";
  const text = digits(`${Number(part("hour"))}:${part("minute")}`);
  for (const place of places) if (place.textContent !== text) place.textContent = text;
}

/** What says when it will have changed, `data-refresh-at`, loads itself anew then. */
function refreshWhatIsDue(/** @type {number} */ now) {
  for (const element of all("[data-refresh-at]")) {
    if (Date.parse(element.dataset.refreshAt ?? "") > now) continue;
    element.removeAttribute("data-refresh-at");
    refresh(element);
  }
}

function tick() {
  const now = serverNow();
  for (const chip of chips) chip.show(now);
  showTimeOfDay();
  refreshWhatIsDue(now);
}

function tickOnTheSecond() {
  if (!document.hidden) tick();
  window.setTimeout(tickOnTheSecond, 1000 - (serverNow() % 1000) + 5);
}

document.addEventListener("visibilitychange", () => !document.hidden && tick());
document.addEventListener("live:clock", (event) => {
  setServerNow(/** @type {CustomEvent} */ (event).detail.now);
  tick();
});
tickOnTheSecond();
