// The taps that have not arrived yet: kept in this tab for the day, opaque keys and marks only, no name.
export function keptTaps(name) {
  const today = new Date().toDateString();
  let taps = read();

  function read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(name) ?? "null");
      return kept?.day === today ? kept.taps : [];
    } catch {
      return []; // the browser keeps nothing, or another page wrote there
    }
  }

  function write() {
    try {
      if (taps.length) sessionStorage.setItem(name, JSON.stringify({ day: today, taps }));
      else sessionStorage.removeItem(name);
    } catch { /* a browser that keeps nothing: the taps wait in the page itself */ }
  }

  write();
  return {
    all: () => taps,
    add(tap) {
      taps = [...taps, tap];
      write();
    },
    drop(sent) {
      const keys = new Set(sent.map(([key]) => key));
      taps = taps.filter(([key]) => !keys.has(key));
      write();
      if (!taps.length) sessionStorage.removeItem(`${name} reloaded`);
    },
    // Whether the page may be loaded anew for these taps: once, so that it never turns in a circle.
    reloadsOnce() {
      if (sessionStorage.getItem(`${name} reloaded`)) return false;
      sessionStorage.setItem(`${name} reloaded`, "1");
      return true;
    },
  };
}
