// htmx weighs more than all our pages' styles: it comes only where a page asks for it.
const ASKS = "[data-hx-get], [data-hx-post], [data-hx-boost]";

export function loadHtmxWhereAsked() {
  if (!document.querySelector(ASKS)) return;
  const script = document.createElement("script");
  script.src = new URL("../vendor/htmx.min.js", import.meta.url).href;
  document.head.append(script);
}
