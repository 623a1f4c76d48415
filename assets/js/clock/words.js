/** Lengths of time in words, as owj.kernel.persian.durations writes them. */

const NAMES = {
  fa: { hour: "ساعت", minute: "دقیقه", second: "ثانیه", and: " و " },
  en: { hour: "hour", minute: "minute", second: "second", and: " and " },
};

const LONG_H = 100;

/** «۲ ساعت و ۳۵ دقیقه»; seconds only below one minute, minutes only below 100 hours.
 * @param {number} seconds @param {string} lang */
export function durationWords(seconds, lang) {
  const names = lang === "en" ? NAMES.en : NAMES.fa;
  const left = Math.abs(Math.trunc(seconds));
  /** @type {["hour" | "minute" | "second", number][]} */
  const counts = [
    ["hour", Math.floor(left / 3600)],
    ["minute", Math.floor((left % 3600) / 60)],
  ];
  const long = counts[0][1] >= LONG_H;
  const shown = counts.filter(([unit, count]) => count > 0 && !(long && unit === "minute"));
  if (shown.length === 0) shown.push(["second", left % 60]);
  return shown.map(([unit, count]) => counted(count, names[unit], lang)).join(names.and);
}

/** @param {number} count @param {string} name @param {string} lang */
function counted(count, name, lang) {
  const grouped = String(count).replace(/\B(?=(\d{3})+$)/g, lang === "en" ? "," : "٬");
  if (lang === "en") return `${grouped} ${name}${count === 1 ? "" : "s"}`;
  return `${grouped.replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[Number(d)])} ${name}`;
}
