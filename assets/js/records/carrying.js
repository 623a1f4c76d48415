/** A card that was laid elsewhere is told to the server; when that refuses, the card goes back. */
import Sortable from "sortablejs";
import { ask } from "../dom.js";

/** @param {HTMLElement} card @param {object} values @returns {Promise<boolean>} whether it stays there */
export async function told(card, values) {
  card.setAttribute("data-pending", "");
  let refused = false;
  const watch = (/** @type {Event} */ event) => {
    const { requestConfig, successful } = /** @type {CustomEvent} */ (event).detail;
    if (requestConfig?.path === card.dataset.move && !successful) refused = true;
  };
  document.addEventListener("htmx:afterRequest", watch);
  try {
    await ask({ url: card.dataset.move ?? "", method: "POST", target: card, swap: "none", values });
  } catch {
    refused = true;
  }
  document.removeEventListener("htmx:afterRequest", watch);
  card.removeAttribute("data-pending");
  return !refused;
}

/** Let cards be dragged between the places of one group, by mouse and by a held finger.
 * @param {HTMLElement} place @param {string} group
 * @param {(card: HTMLElement, from: HTMLElement, to: HTMLElement, back: () => void) => void} laid */
export function carryable(place, group, laid) {
  Sortable.create(place, {
    group,
    sort: false,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160,
    delay: 180,
    delayOnTouchOnly: true,
    ghostClass: "o-bcard-ghost",
    dragClass: "o-bcard-drag",
    filter: "details, button",
    preventOnFilter: false,
    onEnd({ item, from, to, oldIndex }) {
      if (from !== to) laid(item, from, to, () => from.insertBefore(item, from.children[oldIndex ?? 0] ?? null));
    },
  });
}
