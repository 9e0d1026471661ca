// htmx weighs more than all our style sheets: it comes only where a page asks for it.
const ASKS = "[data-hx-get], [data-hx-post], [data-hx-boost]";

export function loadHtmxWhereAsked() {
  if (!document.querySelector(ASKS)) return;
  // htmx starts at once on a complete document, else at DOMContentLoaded, which may be past already.
  if (document.readyState === "complete") load();
  else window.addEventListener("load", load, { once: true });
}

function load() {
  const script = document.createElement("script");
  script.src = new URL("../vendor/htmx.min.js", import.meta.url).href;
  document.head.append(script);
}
