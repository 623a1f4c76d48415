/** News from the server. Each message becomes the event `live:<what>` on <body> and `refresh` on
 * what shows it: [data-live-refresh="ticket"], [data-live-refresh="ticket:12 notice"],
 * or, of what belongs to a record, [data-live-refresh="task@ticket:12"]. */
import { all, one } from "./dom.js";
import { refresh } from "./swaps.js";

const GATHER_MS = 120;
const DISTANCE_MS = 1500;
const LONGEST_DISTANCE_MS = 6000;
// A page rests so many times as long as its last answer took: a server that is busy with people
// is asked less often by pages that merely keep up, and is the sooner at rest again.
const REST = 5;
const OFFLINE_AFTER_MS = 4000;
const HIDDEN_FOR_MS = 20000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;

const url = document.body.dataset.live;
/** @type {EventSource | null} */
let stream = null;
let wait = FIRST_WAIT_MS;
let missedSomething = false;
let distance = DISTANCE_MS;
let refreshedAt = -DISTANCE_MS * 2;
let [reopenTimer, offlineTimer, hiddenTimer, gatherTimer] = [0, 0, 0, 0];
/** @type {Set<Element>} */
const stale = new Set();
/** When each was asked for anew. @type {WeakMap<Element, number>} */
const askedAt = new WeakMap();

function open() {
  window.clearTimeout(reopenTimer);
  if (!url || stream) return;
  stream = new EventSource(`${url}${url.includes("?") ? "&" : "?"}age=${pageAge()}`);
  stream.addEventListener("open", () => {
    wait = FIRST_WAIT_MS;
    showOffline(false);
    if (missedSomething) refreshAll();
    missedSomething = false;
  });
  stream.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  stream.addEventListener("error", lose);
}

/** Milliseconds since this page was asked for: what was told meanwhile it does not show. */
function pageAge() {
  const [asked] = performance.getEntriesByType("navigation");
  const from = asked instanceof PerformanceNavigationTiming ? asked.requestStart : 0;
  return Math.round(performance.now() - from);
}

function close() {
  stream?.close();
  stream = null;
}

/** The browser reopens by itself unless the answer was no stream at all. */
function lose() {
  missedSomething = true;
  showOffline(true);
  if (stream?.readyState !== EventSource.CLOSED) return;
  close();
  reopenTimer = window.setTimeout(open, wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, LONGEST_WAIT_MS);
}

/** @param {boolean} lost */
function showOffline(lost) {
  window.clearTimeout(offlineTimer);
  const bar = one("#offline");
  if (!bar) return;
  if (!lost) bar.hidden = true;
  else offlineTimer = window.setTimeout(() => (bar.hidden = false), OFFLINE_AFTER_MS);
}

/** @param {{ what: string, id?: number, of?: string }} news */
function hear(news) {
  document.body.dispatchEvent(new CustomEvent(`live:${news.what}`, { detail: news, bubbles: true }));
  if (news.what === "resync" || news.what === "clock") return refreshAll();
  const names = [news.what, `${news.what}:${news.id}`, `${news.what}@${news.of}`];
  for (const element of all("[data-live-refresh]")) {
    const wanted = (element.dataset.liveRefresh ?? "").split(/\s+/);
    if (names.some((name) => wanted.includes(name))) gather(element);
  }
}

const refreshAll = () => all("[data-live-refresh]").forEach(gather);

/** Several news in a moment are one refresh. @param {HTMLElement} element */
function gather(element) {
  const pace = Number(element.dataset.livePace ?? 0);
  if (pace) return settle(element, pace * 1000);
  stale.add(element);
  // Many pages that ask at every news would leave a busy server no time for people.
  const due = refreshedAt + distance * (0.75 + Math.random() / 2) - performance.now();
  gatherTimer ||= window.setTimeout(() => {
    gatherTimer = 0;
    refreshedAt = performance.now();
    for (const waiting of stale) if (waiting.isConnected) renew(waiting);
    stale.clear();
  }, Math.max(GATHER_MS, due));
}

/** @param {Element} element */
function renew(element) {
  askedAt.set(element, performance.now());
  refresh(element);
}

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt } = /** @type {CustomEvent} */ (event).detail;
  const asked = askedAt.get(elt);
  if (asked === undefined) return;
  askedAt.delete(elt);
  const rest = (performance.now() - asked) * REST;
  distance = Math.min(Math.max(rest, DISTANCE_MS), LONGEST_DISTANCE_MS);
});

/** Figures need not follow every word: [data-live-pace="15"] refreshes after so many seconds, and
 * not while somebody reads a table that is open in it or walks its marks by keyboard.
 * @type {WeakMap<Element, number>} */
const settling = new WeakMap();

/** @param {HTMLElement} element @param {number} ms */
function settle(element, ms) {
  if (settling.has(element)) return;
  const look = () => {
    settling.delete(element);
    if (!element.isConnected) return;
    const busy = one("details[open], textarea", element) || element.contains(document.activeElement);
    if (busy) settle(element, ms);
    else refresh(element);
  };
  settling.set(element, window.setTimeout(look, ms));
}

// Signed out elsewhere: the door asks who it is, and leads back here. Not while this page leaves
// by a form of its own: a reload would cut off the signing out that the news is about.
let leaving = false;
window.addEventListener("submit", (event) => (leaving = !event.defaultPrevented));
document.addEventListener("live:signed_out", () => leaving || window.location.reload());

// A hidden tab gives its connection back: browsers allow few to one address.
document.addEventListener("visibilitychange", () => {
  window.clearTimeout(hiddenTimer);
  if (document.hidden) {
    hiddenTimer = window.setTimeout(() => {
      missedSomething = true;
      close();
    }, HIDDEN_FOR_MS);
  } else open();
});
window.addEventListener("pagehide", () => {
  missedSomething = true;
  close();
});
window.addEventListener("pageshow", open);
open();
