/** Jalali dates by the 33-year cycle, as owj.kernel.calendars.jalali has them.
 * A day is a number: days since 1970-01-01. */

const LEAP_REMAINDERS = new Set([1, 5, 9, 13, 17, 22, 26, 30]);

/** 1 Farvardin 1400 was 21 March 2021. */
const ANCHOR = { year: 1400, day: Date.UTC(2021, 2, 21) / 86400000 };

/** @param {number} year */
export const isLeapYear = (year) => LEAP_REMAINDERS.has(year % 33);

/** @param {number} year @param {number} month 1..12 */
export const monthLength = (year, month) => (month < 7 ? 31 : month < 12 || isLeapYear(year) ? 30 : 29);

/** The number of 1 Farvardin. @param {number} year */
function newYear(year) {
  let day = ANCHOR.day;
  for (let y = ANCHOR.year; y < year; y += 1) day += isLeapYear(y) ? 366 : 365;
  for (let y = ANCHOR.year - 1; y >= year; y -= 1) day -= isLeapYear(y) ? 366 : 365;
  return day;
}

/** @param {number} year @param {number} month @param {number} date */
export function dayOf(year, month, date) {
  const before = month < 8 ? (month - 1) * 31 : 186 + (month - 7) * 30;
  return newYear(year) + before + date - 1;
}

/** @param {number} day @returns {{ year: number, month: number, date: number }} */
export function jalaliOf(day) {
  let year = ANCHOR.year + Math.floor((day - ANCHOR.day) / 365.25) + 1;
  while (newYear(year) > day) year -= 1;
  const rest = day - newYear(year);
  const month = rest < 186 ? Math.floor(rest / 31) + 1 : Math.floor((rest - 186) / 30) + 7;
  return { year, month, date: day - dayOf(year, month, 1) + 1 };
}

/** 0 is Saturday, 6 Friday. @param {number} day */
export const weekdayOf = (day) => (((day + 5) % 7) + 7) % 7;
