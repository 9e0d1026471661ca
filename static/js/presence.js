// Presence in a room: each tap leaves at once, waits where the way is shut, counts once by its key, and survives a
// reload. The page works without this file; it is asked for only while presence is noted in time.
import { keptTaps } from "./presence_queue.js";

const AT_ONCE = 100;
const PATIENCE = 15_000; // milliseconds before an answer is no longer waited for
const RETRIES = [2, 4, 8, 15, 30]; // seconds
const PAUSE = 500; // arrow keys pass through choices

const form = document.querySelector("[data-taps]");
if (form) noteAtOnce(form, document.querySelector("[data-bar]"));

function noteAtOnce(form, bar) {
  const rows = new Map([...form.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));
  const part = (name) => bar.querySelector(`[data-${name}]`);
  const [state, count, undo, undoWhat, retry, signIn] =
    ["state", "count", "undo", "undo-what", "try", "sign-in"].map(part);
  const meeting = form.elements.meeting.value;
  const queue = keptTaps(`presence ${form.dataset.taps} ${meeting}`);
  const done = []; // groups of [row, mark before, mark], for undoing
  const pauses = new Map();
  let sending = false, tries = 0, timer = null, keyed = false;

  const fromPaper = () => Boolean(form.elements.paper?.checked);
  const drawn = (row) => row.querySelector(".mark__radio:checked")?.value ?? "";
  const draw = (row, mark) => {
    for (const radio of row.querySelectorAll(".mark__radio")) radio.checked = radio.value === mark;
    row.dataset.drawn = mark;
  };
  const wordOf = (mark) => form.querySelector(`.mark__state--${mark || "none"}`).textContent.toLowerCase();
  // What the server said, changed by what is on its way to it.
  const said = (row) => [...queue.all()].reverse().find(([, id]) => id === row.dataset.row)?.[3] ?? row.dataset.mark;

  form.dataset.live = "";
  part("save").hidden = true;
  form.querySelector("[data-find]").hidden = rows.size < 8;
  // A slow phone is tapped before its script is there: what a row says by then, and did not show, is a tap.
  const early = [...rows.values()].filter((row) => drawn(row) !== row.dataset.mark);
  for (const row of rows.values()) row.dataset.drawn = drawn(row);
  for (const [, id, , mark] of queue.all()) if (rows.has(id) && !early.includes(rows.get(id))) draw(rows.get(id), mark);

  function tell(words, away = false) {
    state.textContent = words;
    bar.classList.toggle("marks-bar--away", away);
    retry.hidden = !away;
  }

  function show() {
    count.textContent = [...rows.values()].filter((row) => drawn(row) === "present").length;
    const waiting = new Set(queue.all().map(([, id]) => id));
    for (const [id, row] of rows) row.classList.toggle("mark--waiting", waiting.has(id));
    undo.hidden = !done.length;
    if (done.length) {
      const group = done.at(-1);
      const [row, , mark] = group[0];
      const name = row.querySelector("legend").textContent;
      undoWhat.textContent = group.length > 1 ? ` (${group.length})` : `\u00a0: ${name}, ${wordOf(mark)}`;
    }
  }

  function note(changes, remember = true) {
    const real = changes.filter(([, from, to]) => from !== to);
    if (!real.length) return;
    for (const [row, from, to] of real) {
      draw(row, to);
      row.querySelector("[data-choice]")?.remove();
      row.classList.remove("mark--conflict");
      queue.add([crypto.randomUUID?.() ?? `${Date.now()} ${Math.random()}`, row.dataset.row, from, to, fromPaper()]);
    }
    if (remember) done.push(real);
    show();
    send();
  }

  async function send() {
    clearTimeout(timer);
    if (sending) return;
    const paper = queue.all()[0]?.[4];
    const other = queue.all().findIndex((tap) => tap[4] !== paper); // one answer is of one way of noting
    const taps = queue.all().slice(0, other < 0 ? AT_ONCE : Math.min(other, AT_ONCE));
    if (!taps.length) return;
    sending = true;
    if (!bar.classList.contains("marks-bar--away")) tell(state.dataset.sending);
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("meeting", meeting);
    body.set("taps", JSON.stringify(taps.map((tap) => tap.slice(0, 4))));
    if (paper) body.set("paper", "y");
    let answer = null;
    try {
      const way = { method: "POST", body, signal: AbortSignal.timeout?.(PATIENCE) };
      answer = await fetch(form.dataset.taps, way);
      const told = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : null;
      sending = false;
      take(answer.status, told, taps);
    } catch {
      sending = false;
      wait();
    }
  }

  function take(status, told, taps) {
    if (status === 200 && told) return settle(told, taps);
    if (told?.refused) return refuse(told.refused, taps);
    if (status === 401 || status === 403) return askToSignIn();
    if (status === 400 && queue.reloadsOnce()) return location.reload(); // the form's token is of another day
    wait();
  }

  function settle({ marks, words }, taps) {
    tries = 0;
    queue.drop(taps);
    const waiting = new Set(queue.all().map(([, id]) => id));
    for (const [id, row] of rows) {
      if (waiting.has(id) || pauses.has(row)) continue;
      row.dataset.mark = marks[id] ?? "";
      draw(row, row.dataset.mark);
    }
    for (const [id, html] of Object.entries(words)) {
      const row = rows.get(id);
      row?.querySelector("[data-choice]")?.remove();
      row?.classList.add("mark--conflict");
      row?.insertAdjacentHTML("beforeend", html);
    }
    signIn.hidden = true;
    tell(state.dataset.saved);
    show();
    form.dispatchEvent(new Event("noted", { bubbles: true }));
    if (queue.all().length) send();
  }

  function refuse(sentence, taps) {
    queue.drop(taps);
    done.length = 0;
    for (const [id, row] of rows) if (taps.some(([, tapped]) => tapped === id)) draw(row, row.dataset.mark);
    show();
    tell(sentence, true);
    retry.hidden = true;
  }

  function askToSignIn() {
    tell(state.dataset.signedOut, true);
    signIn.hidden = false;
  }

  function wait() {
    const number = queue.all().length;
    tell(number === 1 ? state.dataset.one : state.dataset.many.replace("#", number), true);
    show();
    timer = setTimeout(send, RETRIES[Math.min(tries, RETRIES.length - 1)] * 1000);
    tries += 1;
  }

  const commit = (row) => {
    clearTimeout(pauses.get(row));
    pauses.delete(row);
    note([[row, said(row), drawn(row)]]);
  };

  form.addEventListener("keydown", (event) => { keyed = event.key.startsWith("Arrow"); });
  form.addEventListener("pointerdown", () => { keyed = false; });
  form.addEventListener("click", (event) => { // a second tap on a mark takes it away
    const row = event.target.closest("[data-row]");
    if (!row || event.target.type !== "radio" || row.dataset.drawn !== event.target.value) return;
    draw(row, "");
    commit(row);
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    row.dataset.drawn = drawn(row);
    clearTimeout(pauses.get(row));
    if (!keyed) return commit(row);
    pauses.set(row, setTimeout(commit, PAUSE, row));
  });
  form.addEventListener("focusout", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && pauses.has(row) && !row.contains(event.relatedTarget)) commit(row);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "rest") {
      note([...rows.values()].filter((row) => !drawn(row)).map((row) => [row, said(row), button.value]));
    } else if (button && "replace" in button.dataset) {
      const row = button.closest("[data-row]");
      note([[row, row.dataset.mark, button.dataset.replace]]);
    } else if (button && "keep" in button.dataset) {
      const row = button.closest("[data-row]");
      row.querySelector("[data-choice]").remove();
      row.classList.remove("mark--conflict");
      row.querySelector(".mark__radio").focus();
    }
  });
  undo.addEventListener("click", () => {
    const group = done.pop() ?? [];
    note(group.map(([row, from, to]) => [row, to, from]), false);
    show();
  });
  retry.addEventListener("click", send);
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const find = form.querySelector("[data-find] input");
  find.addEventListener("input", () => {
    const wanted = plain(find.value.trim());
    const items = [...form.querySelectorAll(".marks > li")];
    const text = (item) => plain(`${item.querySelector(".mark__name").textContent} ${item.querySelector(".mark__place").textContent}`);
    for (const item of items) item.hidden = !text(item).includes(wanted);
    form.querySelector("[data-find-none]").hidden = items.some((item) => !item.hidden);
  });
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

  show();
  note(early.map((row) => [row, said(row), drawn(row)]));
  if (queue.all().length) send();
}
