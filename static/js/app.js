// Everything works without this file: it only adds smoothness. One module a behaviour.
import { offerCalendars } from "./calendar.js";
import { closeMenuOnEscape } from "./menu.js";
import { focusErrorSummary } from "./errors.js";
import { offerPrinting } from "./print.js";
import { loadHtmxWhereAsked } from "./smooth.js";

closeMenuOnEscape();
offerCalendars(document);
offerPrinting(document);
loadHtmxWhereAsked();

// A fragment that was swapped in deserves what the page got.
document.addEventListener("htmx:afterSettle", (event) => {
  focusErrorSummary(event.target);
  offerCalendars(event.target);
  offerPrinting(event.target);
});
