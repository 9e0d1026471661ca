// On a phone the menu is a <details>; Escape closes it and gives the focus back to its button.
export function closeMenuOnEscape() {
  const menu = document.querySelector(".site-menu");
  if (!menu) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
