// The wall of the room: the next code each minute, without leaving the full screen. The page works without this file.
const SOON = 300; // milliseconds after the minute, so that the server's clock has turned too
const PATIENCE = 8_000;
const AGAIN = 5_000;

const wall = document.querySelector("[data-wall]");
const away = document.querySelector("[data-away]");
const full = document.querySelector("[data-full]");

full.hidden = !document.documentElement.requestFullscreen;
full.addEventListener("click", () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
show();

function show() {
  const seconds = Number(wall.querySelector("[data-left]").dataset.left);
  const minute = wall.querySelector("[data-minute]");
  if (minute) {
    minute.hidden = false;
    minute.firstElementChild.style.animationDelay = `${seconds - 60}s`;
  }
  const next = wall.querySelector("[data-next]");
  if (next) next.hidden = true;
  setTimeout(bring, seconds * 1000 + SOON);
}

async function bring() {
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout?.(PATIENCE) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-wall]");
    if (!fresh) return location.reload(); // switched off, or signed out: the page says so itself
    wall.replaceChildren(...fresh.childNodes);
    away.hidden = true;
    show();
  } catch {
    away.hidden = false;
    setTimeout(bring, AGAIN);
  }
}
