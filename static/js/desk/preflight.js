// What the rules say of the text, beside it: asked of the server a while after the last key.

import { bytes, data, MAX_TEXT, onChange } from "./fields.js"
import { linePositions } from "./measure.js"
import { morph } from "./morph.js"

const PAUSE = 900 // ms after the last key

export function preflight(form) {
  const panel = form.querySelector("[data-preflight]")
  if (!panel) return
  const view = { form, panel, timer: 0, running: null }
  onChange(form, (event) => {
    if (panel.contains(event.target)) return
    clearTimeout(view.timer)
    view.timer = setTimeout(() => refresh(view), PAUSE)
  })
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-words]")
    if (link && lead(form, link)) event.preventDefault()
  })
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return
    event.preventDefault()
    event.target.parentElement.querySelector("button").click()
  })
  if (!form.dataset.post) refresh(view)
}

async function refresh(view) {
  const { form, panel } = view
  if (panel.contains(document.activeElement) && document.activeElement.matches("input")) return
  view.running?.abort()
  if (bytes(form.elements.body?.value ?? "") > MAX_TEXT) return // said at the field
  const running = (view.running = new AbortController())
  try {
    const response = await fetch(panel.dataset.preflightUrl, {
      method: "POST",
      body: data(form),
      headers: { "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual",
      signal: running.signal,
    })
    const html = await response.text()
    if (!response.ok || running !== view.running) return
    const next = new DOMParser().parseFromString(html, "text/html").querySelector("[data-preflight]")
    if (next) morph(panel, document.adoptNode(next))
  } catch {
    // Nobody answers: the preview says so, and what stands here is older than the text.
  }
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
