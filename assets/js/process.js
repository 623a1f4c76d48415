/** The script of the page where a process is drawn. bpmn-js is loaded here and nowhere else. */
import Modeler from "bpmn-js/lib/Modeler";
import "./expression.js";
import { one } from "./dom.js";
import { Draft } from "./process/draft.js";
import { owjExtensions } from "./process/extensions.js";
import { showFindings } from "./process/findings.js";
import { fit, looks } from "./process/looks.js";
import { onlyWhatRuns } from "./process/menu.js";
import { Panel } from "./process/panel.js";
import { brought } from "./process/server.js";
import { takeSteps } from "./process/steps.js";
import { translateWith } from "./process/translate.js";
import { Trying } from "./process/trying.js";

async function open() {
  const host = /** @type {HTMLElement} */ (one("[data-drawing]"));
  const side = /** @type {HTMLElement} */ (one("[data-process-panel]"));
  const list = /** @type {HTMLElement} */ (one("[data-findings]"));
  const words = brought("pr-words");
  const modeler = new Modeler({
    container: host,
    additionalModules: [translateWith(words), onlyWhatRuns],
    moddleExtensions: { owj: owjExtensions(brought("pr-attributes")) },
    ...looks,
  });
  try {
    await modeler.importXML(brought("pr-xml"));
  } catch {
    // What is no drawing cannot be shown, but why it is none is told.
    showFindings(modeler, list, brought("pr-check").findings ?? []);
    host.dataset.ready = "";
    return;
  }
  fit(modeler.get("canvas"));
  if (window.matchMedia("(max-width: 760px)").matches) {
    // Too small for drawing: nothing that a finger moves here is kept.
    side.hidden = true;
    host.dataset.ready = "";
    return;
  }
  const panel = new Panel(modeler, side, words);
  takeSteps(modeler, side, words);
  const found = (/** @type {any} */ check) => {
    showFindings(modeler, list, check.findings ?? []);
    nameVariables(check.names ?? []);
  };
  const draft = new Draft(modeler, { saveUrl: host.dataset.save ?? "", revision: host.dataset.revision ?? "0" }, { state, found });
  new Trying(modeler, draft);
  found(brought("pr-check"));
  panel.show();
  beforeDeeds(draft);
  host.dataset.ready = "";
}

/** The variables that the drawing writes are words of its expressions. @param {string[]} names */
function nameVariables(names) {
  for (const one of document.querySelectorAll("owj-expression")) {
    const element = /** @type {HTMLElement} */ (one);
    const [kind, entity] = (element.dataset.about ?? "").split(":");
    element.dataset.about = [kind, entity, names.join(",")].join(":");
  }
}

/** Say how the draft stands. @param {string} name @param {string} [words] */
function state(name, words) {
  const said = /** @type {HTMLElement} */ (one("[data-draft-says]"));
  said.dataset.state = name;
  said.textContent = said.getAttribute(`data-say-${name}`) ?? "";
  const moved = one("[data-moved]");
  if (moved) moved.hidden = name !== "moved" && name !== "failed";
  const text = one("[data-moved] span");
  if (text && words) text.textContent = words;
}

/** What leaves the page or deploys waits until the drawing is saved. @param {Draft} draft */
function beforeDeeds(draft) {
  one("[data-save-over]")?.addEventListener("click", () => void draft.save(true));
  for (const form of document.querySelectorAll("form[data-after-save]"))
    form.addEventListener("submit", (event) => {
      if (form.hasAttribute("data-saved-now")) return;
      event.preventDefault();
      void draft.save().then(() => {
        form.setAttribute("data-saved-now", "");
        /** @type {HTMLFormElement} */ (form).requestSubmit();
      });
    });
}

void open();
