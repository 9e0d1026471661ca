// A print button is hidden until this script is there: a button that does nothing would be a lie.
export function offerPrinting(root) {
  for (const button of root.querySelectorAll("[data-print][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
