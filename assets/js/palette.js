/** Ctrl+K: go anywhere, do anything the page offers. Deeds are the page's own [data-keys]. */
import { all, folded, on, one } from "./dom.js";

const dialog = /** @type {HTMLDialogElement | null} */ (one("#palette"));
const field = /** @type {HTMLInputElement | null} */ (dialog && one("input", dialog));

const options = () => (dialog ? all("[role=option]:not([hidden])", dialog) : []);
const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");

/** @param {HTMLElement | undefined} option */
function choose(option) {
  for (const other of dialog ? all("[role=option]", dialog) : []) {
    other.setAttribute("aria-selected", String(other === option));
  }
  option?.scrollIntoView({ block: "nearest" });
  if (option) field?.setAttribute("aria-activedescendant", (option.id ||= `option-${Math.random().toString(36).slice(2)}`));
}

/** Offer what the page can do now. */
function gatherDeeds() {
  const group = dialog && one("[data-palette-deeds]", dialog);
  if (!group) return;
  all("[role=option]", group).forEach((old) => old.remove());
  for (const deed of all("[data-keys]").filter((d) => d.checkVisibility?.() ?? true)) {
    const label = deed.getAttribute("aria-label") || deed.dataset.label || wordsOf(deed);
    if (label) group.append(optionFor(deed, label));
  }
  group.hidden = all("[role=option]", group).length === 0;
}

/** The words of a button without those of its key. @param {HTMLElement} deed */
function wordsOf(deed) {
  const copy = /** @type {HTMLElement} */ (deed.cloneNode(true));
  all("kbd, svg, .o-sr", copy).forEach((part) => part.remove());
  return (copy.textContent ?? "").trim();
}

/** @param {HTMLElement} deed @param {string} label */
function optionFor(deed, label) {
  const option = document.createElement("button");
  option.type = "button";
  option.className = "o-palette__o";
  option.tabIndex = -1;
  option.setAttribute("role", "option");
  const icon = one("svg", deed)?.cloneNode(true);
  const text = Object.assign(document.createElement("span"), { className: "o-grow o-trunc", textContent: label });
  const key = Object.assign(document.createElement("kbd"), { className: "o-kbd" });
  key.textContent = (deed.dataset.keys ?? "").replace("Key", "");
  option.append(...(icon ? [icon] : []), text, key);
  option.addEventListener("click", () => {
    dialog?.close();
    if (deed.matches("input, textarea, select")) deed.focus();
    else deed.click();
  });
  return option;
}

function filter() {
  const wanted = folded(field?.value ?? "").split(" ").filter(Boolean);
  for (const option of dialog ? all("[role=option]:not([data-palette-search])", dialog) : []) {
    const text = folded(option.textContent ?? "");
    option.hidden = !wanted.every((word) => text.includes(word));
  }
  for (const group of dialog ? all("[role=group]", dialog) : []) {
    group.hidden = !all("[role=option]", group).some((option) => !option.hidden);
  }
  offerSearch();
  choose(options()[0]);
}

/** The last option searches the records for what was typed. */
function offerSearch() {
  const search = dialog && /** @type {HTMLAnchorElement | null} */ (one("[data-palette-search]", dialog));
  if (!search) return;
  const text = field?.value.trim() ?? "";
  search.hidden = text === "";
  search.href = `${search.dataset.paletteSearch}${encodeURIComponent(text)}`;
  const words = one("[data-query]", search);
  if (words) words.textContent = text;
}

field?.addEventListener("input", filter);
field?.addEventListener("keydown", (event) => {
  const list = options();
  const now = list.indexOf(/** @type {HTMLElement} */ (chosen()));
  if (event.code === "ArrowDown") choose(list[(now + 1) % list.length]);
  else if (event.code === "ArrowUp") choose(list[(now - 1 + list.length) % list.length]);
  else if (event.code === "Enter" && !event.isComposing) chosen()?.click();
  else return;
  event.preventDefault();
});
if (dialog) {
  new MutationObserver(() => {
    if (!dialog.open || !field) return;
    field.value = "";
    gatherDeeds();
    filter();
  }).observe(dialog, { attributeFilter: ["open"] });
  on("mousemove", "#palette [role=option]", choose);
}
