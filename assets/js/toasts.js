/** News at the edge: they go by themselves, an undo after 8 s; a hand or the focus holds them. */
import { all, one } from "./dom.js";

const SHOWN_S = 5;
const UNDO_S = 8;
const place = one("#toasts");

/** @param {HTMLElement} toast */
function start(toast) {
  if (toast.dataset.started) return;
  toast.dataset.started = "yes";
  const total = toast.hasAttribute("data-undo") ? UNDO_S : SHOWN_S;
  const ring = toast.querySelector("[data-ring]");
  let left = toast.dataset.tone === "danger" ? total + UNDO_S : total;
  const timer = window.setInterval(() => {
    if (!toast.isConnected) return window.clearInterval(timer);
    if (document.hidden || toast.matches(":hover, :focus-within")) return;
    left -= 0.25;
    ring?.setAttribute("stroke-dasharray", `${Math.max(0, left)} ${UNDO_S}`);
    if (left > 0) return;
    window.clearInterval(timer);
    toast.remove();
  }, 250);
}

if (place) {
  all(".o-toast", place).forEach(start);
  new MutationObserver(() => all(".o-toast", place).forEach(start)).observe(place, { childList: true });
}
