// Everything every page needs; each module finds its own places and does nothing where there are none.
import { startAutosave } from "./autosave.js";
import { startControls } from "./controls.js";
import { startCountdown } from "./countdown.js";
import { startDialogs } from "./dialogs.js";
import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { startMenus } from "./menus.js";
import { startOutline } from "./outline.js";
import { startPreview } from "./preview.js";
import { startToasts } from "./toasts.js";
import { startUploads } from "./upload.js";
import { startWatch } from "./watch.js";

startDialogs();
startMenus();
startToasts();
startKeys();
startControls();
startLive();
startAutosave();
startUploads();
startPreview();
startOutline();
startCountdown();
startWatch();

document.querySelector("[data-error-summary]")?.focus();
document.documentElement.dataset.ready = "";
