// A room without network: what was ticked waits in the page and leaves when the network is back.
export function keepPresenceUntilOnline(root) {
  const form = root.querySelector("[data-presence]");
  const notice = form?.querySelector("[data-offline]");
  if (!form || !notice) return;

  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    notice.hidden = false;
    window.addEventListener("online", () => form.requestSubmit(), { once: true });
  });
}
