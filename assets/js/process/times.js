/** When: a span, working time, a Jalali date, a cycle or FEEL, as a person tells it and as the drawing holds it.
 *
 * A timer holds ISO 8601, or FEEL behind a sign =. A due date (`owj:due`) is always FEEL. */
import { dayOf, jalaliOf } from "../dates/jalali.js";

/** @typedef {{ kind: string, count?: string, unit?: string, calendar?: string, date?: string, times?: string, feel?: string }} When */

const UNITS = /** @type {Record<string, [string, string]>} */ ({
  minutes: ["PT", "M"], hours: ["PT", "H"], days: ["P", "D"], weeks: ["P", "W"], months: ["P", "M"],
});
const WORKING = /^add working time\(now\(\), duration\("([^"]+)"\), "([^"]+)"\)$/;

const latin = (/** @type {string} */ text) => text.replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0));

/** @param {When} when */
function spanText(when) {
  const [before, after] = UNITS[when.unit ?? "hours"];
  return `${before}${latin(when.count ?? "").trim() || "1"}${after}`;
}

/** @param {string} text @returns {{ count: string, unit: string } | null} */
function spanOf(text) {
  for (const [unit, [before, after]] of Object.entries(UNITS)) {
    const found = text.match(new RegExp(`^${before}(\\d+)${after}$`));
    if (found) return { count: found[1], unit };
  }
  return null;
}

/** The offset of a zone at an instant, as +03:30. @param {number} at @param {string} zone */
function offset(at, zone) {
  const named = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
  return named.find((one) => one.type === "timeZoneName")?.value.slice(3) || "+00:00";
}

/** «۱۴۰۵/۰۹/۰۱ ۰۸:۰۰» as an instant of ISO 8601. @param {string} text @param {string} zone */
export function instantText(text, zone) {
  const found = latin(text).match(/(1[34]\d\d)\D+(\d{1,2})\D+(\d{1,2})(?:\D+(\d{1,2}):(\d{2}))?/);
  if (!found) return "";
  const [year, month, day] = found.slice(1, 4).map(Number);
  const at = dayOf(year, month, day) * 86400000;
  const time = `${(found[4] ?? "0").padStart(2, "0")}:${found[5] ?? "00"}:00`;
  return `${new Date(at).toISOString().slice(0, 10)}T${time}${offset(at, zone)}`;
}

/** The same backwards. @param {string} iso */
export function jalaliText(iso) {
  const found = iso.match(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/);
  if (!found) return "";
  const day = jalaliOf(Date.parse(`${found[1]}T00:00:00Z`) / 86400000);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${day.year}/${two(day.month)}/${two(day.date)} ${found[2]}`;
}

/** @param {string} kind @param {string} text @returns {When} */
export function whenOfTimer(kind, text) {
  if (!kind) return { kind: "" };
  const feel = text.trim().startsWith("=") ? text.trim().slice(1).trim() : null;
  const working = feel?.match(WORKING);
  if (working && spanOf(working[1])) return { kind: "working", ...spanOf(working[1]), calendar: working[2] };
  if (feel !== null) return { kind: kind === "timeDuration" ? "feel-span" : kind === "timeCycle" ? "feel-cycle" : "feel", feel };
  if (kind === "timeDate") return { kind: "date", date: jalaliText(text) };
  const cycle = kind === "timeCycle" ? text.match(/^R(\d*)\/(.+)$/) : null;
  const span = spanOf(cycle ? cycle[2] : text);
  if (kind === "timeCycle" && cycle && span) return { kind: "cycle", ...span, times: cycle[1] };
  if (kind === "timeDuration" && span) return { kind: "span", ...span };
  return { kind: kind === "timeCycle" ? "feel-cycle" : "feel-span", feel: JSON.stringify(text) };
}

/** @param {When} when @param {string} zone @returns {[string, string]} */
export function timerOfWhen(when, zone) {
  const feel = `=${when.feel ?? ""}`;
  const kinds = /** @type {Record<string, () => [string, string]>} */ ({
    span: () => ["timeDuration", spanText(when)],
    working: () => ["timeDate", `=${workingText(when)}`],
    date: () => ["timeDate", instantText(when.date ?? "", zone)],
    cycle: () => ["timeCycle", `R${latin(when.times ?? "").trim()}/${spanText(when)}`],
    "feel-span": () => ["timeDuration", feel],
    "feel-cycle": () => ["timeCycle", feel],
    feel: () => ["timeDate", feel],
  });
  return kinds[when.kind]?.() ?? ["", ""];
}

const workingText = (/** @type {When} */ when) =>
  `add working time(now(), duration("${spanText(when)}"), "${when.calendar ?? ""}")`;

/** @param {string} text @returns {When} */
export function whenOfFeel(text) {
  const feel = text.trim();
  if (!feel) return { kind: "" };
  const working = feel.match(WORKING);
  if (working && spanOf(working[1])) return { kind: "working", ...spanOf(working[1]), calendar: working[2] };
  const span = feel.match(/^duration\("([^"]+)"\)$/);
  if (span && spanOf(span[1])) return { kind: "span", ...spanOf(span[1]) };
  const date = feel.match(/^date and time\("([^"]+)"\)$/);
  if (date) return { kind: "date", date: jalaliText(date[1]) };
  return { kind: "feel", feel };
}

/** @param {When} when @param {string} zone */
export function feelOfWhen(when, zone) {
  if (when.kind === "span") return `duration("${spanText(when)}")`;
  if (when.kind === "working") return workingText(when);
  if (when.kind === "date") return `date and time("${instantText(when.date ?? "", zone)}")`;
  return when.kind ? (when.feel ?? "") : "";
}
