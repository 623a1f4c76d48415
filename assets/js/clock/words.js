/** Lengths of time in words, as owj.kernel.persian.durations writes them. */

const NAMES = {
  fa: { hour: "ساعت", minute: "دقیقه", second: "ثانیه", and: " و " },
  en: { hour: "hour", minute: "minute", second: "second", and: " and " },
};

/** «۲ ساعت و ۳۵ دقیقه»; seconds only below one minute.
 * @param {number} seconds @param {string} lang */
export function durationWords(seconds, lang) {
  const names = lang === "en" ? NAMES.en : NAMES.fa;
  const left = Math.abs(Math.trunc(seconds));
  /** @type {["hour" | "minute" | "second", number][]} */
  const counts = [
    ["hour", Math.floor(left / 3600)],
    ["minute", Math.floor((left % 3600) / 60)],
  ];
  const shown = counts.filter(([, count]) => count > 0);
  if (shown.length === 0) shown.push(["second", left % 60]);
  return shown.map(([unit, count]) => counted(count, names[unit], lang)).join(names.and);
}

/** @param {number} count @param {string} name @param {string} lang */
function counted(count, name, lang) {
  if (lang === "en") return `${count} ${name}${count === 1 ? "" : "s"}`;
  return `${String(count).replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[Number(d)])} ${name}`;
}
