/** The designer of views: lines that are moved, links found while typing, a change of kind drawn at once. */
import "./studio.js";
import "./records.js";
import { on, one } from "./dom.js";

on("change", "[data-redraws]", () => one("[data-redraw]")?.click());
