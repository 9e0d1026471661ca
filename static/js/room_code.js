// The wall of the room: the next code each minute, without leaving the full screen. The page works without this file.
const SOON = 300; // milliseconds after the minute, so that the server's clock has turned too
const PATIENCE = 8_000;
const AGAIN = 5_000;

const wall = document.querySelector("[data-wall]");
const away = document.querySelector("[data-away]");
const full = document.querySelector("[data-full]");
let timer = null, asking = false;

full.hidden = !document.documentElement.requestFullscreen;
full.addEventListener("click", () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && bring());
window.addEventListener("online", bring); // timers stand still while a computer sleeps
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
  const alone = wall.querySelector("[data-alone]");
  if (alone) alone.hidden = false;
  timer = setTimeout(bring, seconds * 1000 + SOON);
}

async function bring() {
  if (asking) return;
  clearTimeout(timer);
  asking = true;
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout?.(PATIENCE) });
    if (answer.status >= 500) throw new Error("a server that is away or refuses, and comes back");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-wall]");
    if (!fresh) return location.reload(); // switched off, or signed out: the page says so itself
    wall.replaceChildren(...fresh.childNodes);
    follow(page);
    away.hidden = true;
    show();
  } catch {
    away.hidden = false;
    timer = setTimeout(bring, AGAIN);
  } finally {
    asking = false;
  }
}

// At noon the wall goes on to the afternoon, and so do its name and the list behind it.
function follow(page) {
  document.querySelector("[data-when]").replaceChildren(...page.querySelector("[data-when]").childNodes);
  document.querySelector("[data-list] a").href = page.querySelector("[data-list] a").getAttribute("href");
}
