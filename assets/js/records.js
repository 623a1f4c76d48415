/** The script of records' pages: cells edited in place, links found while typing. */
import "./records/cells.js";
import "./records/combo.js";
import "./records/picks.js";
import "./records/marks.js";
