/** A card that was laid elsewhere is told to the server; when that refuses, the card goes back. */
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
