/** The script of one record's page: what records.js does, and comments and links beside it. */
import "./records.js";
import "./records/mentions.js";
import "./records/copy.js";
