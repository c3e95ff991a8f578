// Menus made of <details>: only one is open, and it closes with Escape or a click elsewhere.

const SELECTOR = "details.desk-menu"

function close(except) {
  for (const menu of document.querySelectorAll(`${SELECTOR}[open]`)) {
    if (menu !== except) menu.open = false
  }
}

document.addEventListener("click", (event) => close(event.target.closest(SELECTOR)))
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  const menu = event.target.closest?.(`${SELECTOR}[open]`)
  if (!menu) return
  menu.open = false
  menu.querySelector("summary").focus()
})
