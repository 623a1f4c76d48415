/** Ctrl+K: go anywhere, do anything. The page's own deeds are its [data-keys] and the entries of its
 * menus; what the server finds comes into #palette-finds; what was opened last comes first. */
import { all, digits, folded, on, one } from "./dom.js";

const dialog = /** @type {HTMLDialogElement | null} */ (one("#palette"));
const field = /** @type {HTMLInputElement | null} */ (dialog && one("input[role=combobox]", dialog));
const RECENT = "owj-recent";
const KEPT = 6;
let made = 0;

const every = () => (dialog ? all("[role=option]", dialog) : []);
const options = () => every().filter((option) => !option.hidden && !option.closest("[hidden]"));
const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");

/** @param {HTMLElement | undefined} option */
function choose(option) {
  for (const other of every()) other.setAttribute("aria-selected", String(other === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) field?.setAttribute("aria-activedescendant", (option.id ||= `palette-${(made += 1)}`));
  else field?.removeAttribute("aria-activedescendant");
}

/** @returns {{ href: string, label: string }[]} */
function recent() {
  try {
    return JSON.parse(sessionStorage.getItem(RECENT) ?? "[]");
  } catch {
    return [];
  }
}

/** Keep what was opened, in this tab only. @param {string} href @param {string} label */
function remember(href, label) {
  const rest = recent().filter((known) => known.href !== href);
  sessionStorage.setItem(RECENT, JSON.stringify([{ href, label }, ...rest].slice(0, KEPT)));
}

function gatherRecent() {
  const group = dialog && one("[data-palette-recent]", dialog);
  if (!group) return;
  all("[role=option]", group).forEach((old) => old.remove());
  for (const { href, label } of recent()) {
    if (href === location.pathname) continue;
    const option = optionFor("a", label, null);
    /** @type {HTMLAnchorElement} */ (option).href = href;
    group.append(option);
  }
}

/** Offer what the page can do now: its keys, and what its closed menus hold. */
function gatherDeeds() {
  const group = dialog && one("[data-palette-deeds]", dialog);
  if (!group) return;
  all("[role=option]", group).forEach((old) => old.remove());
  const visible = (/** @type {HTMLElement} */ deed) => deed.checkVisibility?.() ?? true;
  const keyed = all("[data-keys]").filter(visible);
  const inMenus = all("main .o-drop:not([data-bulk] *) .o-menu :is(button, summary)").filter(
    (deed) => !deed.closest(".o-ask > form, form[method=get]") && visible(/** @type {HTMLElement} */ (deed.closest(".o-drop"))),
  );
  const offered = new Set(all("[role=option] [data-label]", dialog ?? document).map((known) => known.textContent));
  for (const deed of [...keyed, ...inMenus]) {
    const label = deed.getAttribute("aria-label") || deed.dataset.label || wordsOf(deed);
    if (!label || offered.has(label)) continue;
    const option = optionFor("button", label, deed);
    option.addEventListener("click", () => press(deed));
    group.append(option);
  }
}

/** @param {HTMLElement} deed */
function press(deed) {
  dialog?.close();
  const menu = deed.matches("summary") && deed.closest(".o-drop");
  if (menu && !deed.parentElement?.matches(".o-drop")) menu.setAttribute("open", "");
  if (deed.matches("input, textarea, select")) deed.focus();
  else deed.click();
}

/** The words of a button without those of its key. @param {HTMLElement} deed */
function wordsOf(deed) {
  const copy = /** @type {HTMLElement} */ (deed.cloneNode(true));
  all("kbd, svg, .o-sr", copy).forEach((part) => part.remove());
  return (copy.textContent ?? "").trim();
}

/** @param {string} tag @param {string} label @param {HTMLElement | null} deed */
function optionFor(tag, label, deed) {
  const option = document.createElement(tag);
  if (tag === "button") option.setAttribute("type", "button");
  option.className = "o-palette__o";
  option.tabIndex = -1;
  option.setAttribute("role", "option");
  const icon = deed && one("svg", deed)?.cloneNode(true);
  const text = Object.assign(document.createElement("span"), { className: "o-grow o-trunc", textContent: label });
  text.dataset.label = "";
  option.append(...(icon ? [icon] : []), text);
  if (deed?.dataset.keys) {
    option.append(
      Object.assign(document.createElement("kbd"), {
        className: "o-kbd",
        textContent: deed.dataset.keys.replace("Key", ""),
      }),
    );
  }
  return option;
}

/** Whether the letters of a word stand in the text in their order: «تتز» for «تیکت تازه».
 * @param {string} word @param {string} text */
function fits(word, text) {
  if (text.includes(word)) return true;
  let at = -1;
  return word.length > 2 && [...word].every((letter) => (at = text.indexOf(letter, at + 1)) >= 0);
}

function filter() {
  const wanted = folded(field?.value ?? "").split(" ").filter(Boolean);
  for (const option of every()) {
    if (option.matches("[data-palette-search]") || option.closest("#palette-finds")) continue;
    const text = folded(option.textContent ?? "");
    option.hidden = !wanted.every((word) => fits(word, text));
  }
  for (const group of dialog ? all("[role=group]", dialog) : []) {
    group.hidden = !all("[role=option]", group).some((option) => !option.hidden);
  }
  offerSearch();
  settle();
}

/** Choose the first option and tell how many there are. */
function settle() {
  choose(options()[0]);
  const count = dialog && one("[data-palette-count]", dialog);
  if (count) count.textContent = `${digits(options().length)} ${count.dataset.one ?? ""}`;
}

/** One option searches the records for what was typed. */
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
  else if (event.code === "Home" && event.ctrlKey) choose(list[0]);
  else if (event.code === "End" && event.ctrlKey) choose(list[list.length - 1]);
  else if ((event.code === "Enter" || event.code === "NumpadEnter") && !event.isComposing) chosen()?.click();
  else return;
  event.preventDefault();
});
if (dialog && field) {
  new MutationObserver(() => {
    if (!dialog.open) return;
    field.value = "";
    one("#palette-finds", dialog)?.replaceChildren();
    gatherRecent();
    gatherDeeds();
    filter();
  }).observe(dialog, { attributeFilter: ["open"] });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (/** @type {HTMLElement} */ (event.target).id === "palette-finds") settle();
  });
  on("mousemove", "#palette [role=option]", choose);
  on("click", "#palette a[role=option]", (option) => {
    const label = one("[data-label]", option)?.textContent?.trim();
    if (label) remember(/** @type {HTMLAnchorElement} */ (option).pathname + /** @type {HTMLAnchorElement} */ (option).search, label);
  });
}
if (one("input[type=password]") && !dialog) sessionStorage.removeItem(RECENT);
