// Presences declared by telephone arrive on the trainer's list while its code is shown. Without this file: a link.
const EVERY = 20_000;

const place = document.querySelector("[data-declared]");
const rows = [...document.querySelectorAll("[data-row]")];

async function look() {
  if (document.visibilityState !== "visible") return;
  const url = new URL(place.dataset.declared, location.href);
  url.searchParams.set("lignes", rows.map((row) => row.dataset.row).join(" "));
  try {
    const answer = await fetch(url);
    if (answer.ok) show(await answer.json());
  } catch { /* no network: the next look will tell */ }
}

function show({ part, declared }) {
  const old = place.querySelector("[data-part]");
  if (old.contains(document.activeElement)) return; // somebody is about to press there
  const open = old.querySelector("details")?.open;
  old.innerHTML = part;
  const details = old.querySelector("details");
  if (details && open) details.open = true;
  const names = new Set(declared.map(String));
  for (const row of rows) row.classList.toggle("mark--declared", names.has(row.dataset.row));
}

if (place) {
  place.querySelector("[data-without-script]").hidden = true;
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
