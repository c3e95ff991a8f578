// What the rules say of the text, beside it: asked of the server a while after the last key.

import { linePositions } from "./measure.js"
import { livePanel } from "./panel.js"

export function preflight(form) {
  const live = livePanel(form, "data-preflight", 900)
  if (!live) return
  live.panel.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-words]")
    if (link && lead(form, link)) event.preventDefault()
  })
  if (!form.dataset.post) live.refresh()
}

/** Go to what a finding is about: in the text, to its words. */
function lead(form, link) {
  const field = form.querySelector(link.getAttribute("href"))
  if (!field) return false
  const chooser = field.parentElement.querySelector(".select2-selection")
  const { words } = link.dataset
  const at = field.id === "id_body" && words ? field.value.indexOf(words) : -1
  ;(chooser ?? field).focus()
  if (at >= 0) {
    field.setSelectionRange(at, at + words.length)
    field.scrollTop = linePositions(field, [at])[0] - field.clientHeight / 3
  }
  ;(chooser ?? field).scrollIntoView({ block: "nearest" })
  return true
}
