// Presences declared by telephone arrive on the trainer’s list while its code is shown. Without this file: a link.
const EVERY = 20_000;

const place = document.querySelector("[data-declared]");
const rows = [...document.querySelectorAll("[data-row]")];
const sentence = () => place.querySelector("[data-number]")?.textContent ?? "";

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
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (focused?.matches("button")) return; // somebody is about to press there
  const open = old.querySelector("details")?.open;
  const said = sentence();
  old.innerHTML = part;
  const details = old.querySelector("details");
  if (details && open) details.open = true;
  if (focused) old.querySelector("summary")?.focus();
  if (sentence() !== said) place.querySelector("[data-said]").textContent = sentence();
  const names = new Set(declared.map(String));
  for (const row of rows) {
    const told = names.has(row.dataset.row);
    row.classList.toggle("mark--declared", told);
    const words = row.querySelector("[data-told]");
    if (words) words.hidden = !told;
  }
}

if (place) {
  place.querySelector("[data-without-script]").hidden = true;
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  // A tap may have settled what the button above still asks for.
  document.addEventListener("noted", () => {
    if (rows.some((row) => row.dataset.mark && row.classList.contains("mark--declared"))) look();
  });
}
