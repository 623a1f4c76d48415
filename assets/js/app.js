/** The one script of Owj. Each module attaches itself to attributes; none knows a page by name. */
import "./swaps.js";
import "./clock/ticker.js";
import "./live.js";
import "./keyboard.js";
import "./list.js";
import "./popovers.js";
import "./palette.js";
import "./toasts.js";
import "./drafts.js";
import "./forms.js";
import "./files.js";
import "./dates/picker.js";
import "./stick.js";
