/** [data-copy] puts a text on the clipboard and says so; also where the page came without TLS. */
import { on } from "../dom.js";

/** @param {string} text */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

on("click", "[data-copy]", async (button) => {
  await copy(button.dataset.copy ?? "");
  const words = button.lastChild;
  const before = words?.textContent ?? "";
  if (words) words.textContent = button.dataset.copied ?? "";
  window.setTimeout(() => {
    if (words) words.textContent = before;
    button.closest("details[open]")?.removeAttribute("open");
  }, 1400);
});
