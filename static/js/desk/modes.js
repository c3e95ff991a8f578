// Preview, full width and focus: buttons that stay pressed, also the next time. Escape leaves the
// last two, unless it closes something that is open.

const ROOM_FOR_TWO = window.matchMedia("(min-width: 75rem)") // until somebody chooses
const CLASSES = { wide: "desk-wide", focus: "desk-focus", preview: "desk-previewing" }

export function modes(form) {
  for (const [mode, name] of Object.entries(CLASSES)) {
    const buttons = document.querySelectorAll(`[data-toggle="${mode}"]`)
    if (!buttons.length) continue
    const set = (on) => {
      document.documentElement.classList.toggle(name, on)
      if (mode === "preview") {
        const panel = form.querySelector("[data-preview]")
        if (panel) panel.hidden = !on
      }
      for (const button of buttons) button.setAttribute("aria-pressed", String(on))
    }
    for (const button of buttons) {
      button.addEventListener("click", () => {
        const on = button.getAttribute("aria-pressed") !== "true"
        set(on)
        localStorage.setItem(`desk:${mode}`, on ? "on" : "off")
      })
    }
    if (mode !== "preview") {
      document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return
        if (isOpen(event.target) || buttons[0].getAttribute("aria-pressed") !== "true") return
        buttons[0].click()
      })
    }
    const chosen = localStorage.getItem(`desk:${mode}`)
    set(chosen ? chosen === "on" : mode === "preview" && ROOM_FOR_TWO.matches)
  }
}

/** A list of choices at the field, or a dialog: then Escape is theirs. */
function isOpen(target) {
  return Boolean(
    target.closest?.("[aria-expanded=true]") ||
    document.querySelector("dialog[open], .select2-container--open"),
  )
}
