// On a page that loads, autofocus gives the summary of errors the focus; a swapped fragment needs this.
export function focusErrorSummary(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}
