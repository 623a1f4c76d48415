/** What can be written at a place of an expression: fields by key or label, links, functions. */
import { folded } from "../dom.js";

/** @typedef {{ name: string, fa: string, en: string, kind: string, target: string | null,
 *   options: [string, string][] }} Field */
/** @typedef {{ name: string, form: string, help: string }} Helped */
/** @typedef {{ start: string, fields: Record<string, Field[]>, functions: Helped[] }} Words */
/** @typedef {{ insert: string, back: number, name: string, help: string, kind: string }} Offer */

const MOST = 40;
const PATH = /((?:[\p{L}_][\p{L}\p{N}_]*\.)+)$/u;
const TYPED = /[\p{L}_][\p{L}\p{N}_\u200c]*(?: [\p{L}\p{N}_\u200c]+){0,3}$/u;
const QUOTED = /([\p{L}_][\p{L}\p{N}_.]*)\s*(?:=|!=|in\s*\()\s*(?:"[^"]*",\s*)*("?[^"=()]*)$/u;

/** @type {Map<string, Promise<Words>>} */
const loaded = new Map();

/** @param {string} url @returns {Promise<Words>} */
export function loadWords(url) {
  const known = loaded.get(url) ?? fetch(url).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  });
  loaded.set(url, known);
  known.catch(() => loaded.delete(url));
  return known;
}

/** What fits before the caret, and how many letters of it are typed already.
 * @param {Words} words @param {string} before @param {boolean} asked without anything typed
 * @returns {{ offers: Offer[], typed: number }} */
export function offersAt(words, before, asked) {
  if (isInText(before) && !QUOTED.test(before)) return { offers: [], typed: 0 };
  const value = optionsAt(words, before);
  if (value.offers.length > 0) return value;
  if (isInText(before)) return { offers: [], typed: 0 };
  const typed = TYPED.exec(before)?.[0] ?? "";
  const lead = before.slice(0, before.length - typed.length);
  const path = PATH.exec(lead);
  if (path) return inPath(words, path[1], typed);
  for (let rest = typed; rest !== ""; rest = rest.includes(" ") ? rest.slice(rest.indexOf(" ") + 1) : "") {
    const found = fitting(words, rest, rest === lastWord(typed));
    if (found.length > 0) return { offers: found, typed: rest.length };
  }
  return asked ? { offers: fitting(words, "", true), typed: 0 } : { offers: [], typed: 0 };
}

const lastWord = (/** @type {string} */ text) => text.slice(text.lastIndexOf(" ") + 1);
const isInText = (/** @type {string} */ before) => (before.replace(/\\"/g, "").match(/"/g) ?? []).length % 2 === 1;

/** @param {Words} words @param {string} path "customer." @param {string} typed */
function inPath(words, path, typed) {
  const fields = walked(words, path.split(".").slice(0, -1));
  const found = fields.filter((field) => fits(field, folded(typed), true)).map(offerOfField);
  return { offers: found.slice(0, MOST), typed: typed.length };
}

/** @param {Words} words @param {string[]} steps @returns {Field[]} */
function walked(words, steps) {
  let fields = words.fields[words.start] ?? [];
  for (const step of steps) {
    const target = fields.find((field) => [field.name, field.fa, field.en].includes(step))?.target;
    fields = target === undefined || target === null ? [] : (words.fields[target] ?? []);
  }
  return fields;
}

/** The options of a choice, after = and in (.
 * @param {Words} words @param {string} before */
function optionsAt(words, before) {
  const found = QUOTED.exec(before);
  if (!found) return { offers: [], typed: 0 };
  const steps = found[1].split(".");
  const last = steps.pop();
  const field = walked(words, steps).find((one) => one.name === last);
  const typed = found[2].trimStart();
  const wanted = folded(typed.replace(/^"/, ""));
  const offers = (field?.options ?? [])
    .filter(([value, label]) => folded(value).startsWith(wanted) || folded(label).includes(wanted))
    .map(([value, label]) => ({ insert: `"${value}"`, back: 0, name: `"${value}"`, help: label, kind: "" }));
  return { offers, typed: typed.length };
}

/** @param {Field} field @param {string} wanted @param {boolean} inside whether the middle of a label counts */
function fits(field, wanted, inside) {
  const names = [field.name, field.name.replaceAll("_", " "), field.fa, field.en].map(folded);
  return names.some((name) => name.startsWith(wanted) || (inside && wanted !== "" && name.includes(wanted)));
}

/** @param {Words} words @param {string} typed @param {boolean} inside @returns {Offer[]} */
function fitting(words, typed, inside) {
  const wanted = folded(typed);
  const fields = (words.fields[words.start] ?? []).filter((field) => fits(field, wanted, inside));
  const functions = words.functions.filter(({ name, help }) =>
    folded(name).startsWith(wanted) || (inside && wanted.length > 1 && folded(`${name} ${help}`).includes(wanted)));
  functions.sort((a, b) => Number(folded(b.name).startsWith(wanted)) - Number(folded(a.name).startsWith(wanted)));
  return [...fields.map(offerOfField), ...functions.map(offerOfFunction)].slice(0, MOST);
}

/** @param {Field} field @returns {Offer} */
function offerOfField(field) {
  const label = document.documentElement.lang === "fa" ? field.fa : field.en;
  return { insert: field.name, back: 0, name: field.name, help: label, kind: field.kind };
}

/** @param {Helped} one @returns {Offer} */
function offerOfFunction(one) {
  const empty = one.form === "()";
  return { insert: `${one.name}()`, back: empty ? 0 : 1, name: `${one.name}${one.form}`, help: one.help, kind: "" };
}
