/** The script of lists: what records.js does, and columns that are made wider. */
import "./records.js";
import "./records/widths.js";
import "./records/quick.js";
