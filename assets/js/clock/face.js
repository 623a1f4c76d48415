/** What a running promise shows at an instant. Pure, so that it can be held against the server. */
import { durationWords } from "./words.js";

const ICONS = { ok: "clock", near: "timer", breach: "triangle-alert", p0: "siren", wait: "moon" };

/**
 * @typedef {object} Told what the server said of a face when it drew it
 * @property {string} state @property {number} at ms @property {number} due ms
 * @property {number} starts ms, NaN once it has begun @property {number} remaining s
 * @property {number} late s @property {number} near s @property {boolean} promised
 *
 * @typedef {{ left: string, overdue: string, passed: string }} Words
 */

/** The state, icon and words at `now`; words null: leave what the server wrote.
 * @param {Told} told @param {number} now ms
 * @param {(from: number, to: number) => number} workingSeconds
 * @param {Words} words @param {string} lang */
export function faceAt(told, now, workingSeconds, words, lang) {
  if (now < told.starts) return { state: told.state, icon: ICONS[told.state], words: null };
  const second = Math.floor(now / 1000) * 1000;
  if (second <= told.due) return running(told, second, workingSeconds, words, lang);
  const state = told.state === "p0" ? "p0" : "breach";
  const since = Math.max(told.due, told.at);
  const late = (told.at > told.due ? told.late : 0) + workingSeconds(since, second);
  const text = late < 60 ? words.passed : words.overdue.replace("%(time)s", durationWords(late, lang));
  return { state, icon: ICONS[state], words: text };
}

/** @param {Told} told @param {number} now
 * @param {(from: number, to: number) => number} workingSeconds
 * @param {Words} words @param {string} lang */
function running(told, now, workingSeconds, words, lang) {
  const left = Math.max(0, told.remaining - workingSeconds(told.at, now));
  const near = left <= told.near;
  const state = told.state === "p0" ? "p0" : near ? "near" : "ok";
  const text = words.left.replace("%(time)s", durationWords(left, lang));
  const keeps = told.promised && !near;
  return { state, icon: ICONS[state], words: keeps ? null : text };
}
