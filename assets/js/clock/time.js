/** The server's time in the browser: an offset, told by the page and corrected by the stream. */

const page = document.documentElement;
let offsetMs = page.dataset.now ? Date.parse(page.dataset.now) - Date.now() : 0;

/** The instant on the server's clock, in ms since 1970. */
export const serverNow = () => Date.now() + offsetMs;

/** Follow the server's clock to an instant. @param {string} instant ISO 8601 */
export function setServerNow(instant) {
  const at = Date.parse(instant);
  if (!Number.isNaN(at)) offsetMs = at - Date.now();
}

/** Open stretches of the desk, ascending, in ms. @returns {[number, number][]} */
function readHours() {
  const told = document.getElementById("desk-hours");
  if (!told?.textContent) return [];
  return JSON.parse(told.textContent).map((/** @type {[string, string]} */ [opens, closes]) => [
    Date.parse(opens),
    Date.parse(closes),
  ]);
}

/** @type {[number, number][] | undefined} */
let hours;

/** Working seconds between two instants; 0 when they are the wrong way round.
 * @param {number} from ms @param {number} to ms */
export function workingSeconds(from, to) {
  hours ??= readHours();
  let ms = 0;
  for (const [opens, closes] of hours) {
    if (opens >= to) break;
    ms += Math.max(0, Math.min(closes, to) - Math.max(opens, from));
  }
  return Math.floor(ms / 1000);
}
