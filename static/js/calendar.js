// A line of text that reads dates gets the browser's own calendar beside it; what is chosen there is written into the line.
// The button is hidden until this script is there. The calendar itself is never sent: it has no name.
const CALENDARS = { day: "date", moment: "datetime-local" };

export function offerCalendars(root) {
  for (const button of root.querySelectorAll("[data-calendar][hidden]")) offer(button);
}

function offer(button) {
  const line = document.getElementById(button.dataset.calendar);
  const calendar = document.createElement("input");
  calendar.type = CALENDARS[line.dataset.reads];
  if (!calendar.showPicker) return;
  calendar.tabIndex = -1;
  calendar.setAttribute("aria-hidden", "true");
  const corner = document.createElement("span"); // drawn, for the browser opens its calendar where the field stands
  corner.className = "visually-hidden";
  corner.append(calendar);
  calendar.addEventListener("change", () => write(line, calendar.value));
  button.after(corner);
  button.addEventListener("click", () => calendar.showPicker());
  button.hidden = false;
}

function write(line, chosen) {
  if (!chosen) return;
  const [day, hour] = chosen.split("T");
  line.value = [day.split("-").reverse().join("/"), hour].filter(Boolean).join(" ");
  line.focus();
}
