/** The script of an agent's ticket page alone; it works on what app.js has prepared. */
import "./ticket/drafts.js";
import "./ticket/picker.js";
import "./ticket/presence.js";
