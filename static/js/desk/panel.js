// A part of the form that the server makes: asked for a while after the last key, put in place
// without a flicker. Enter in one of its fields presses the button beside it.

import { bytes, data, MAX_TEXT, onChange } from "./fields.js"
import { morph } from "./morph.js"

const typesIn = (panel) =>
  panel.contains(document.activeElement) && document.activeElement.matches("input")

/**
 * name: its attribute; its address stands in data-url. Returns null if the form has no such part.
 * pause: ms after the last key. refresh(pressed): ask now, as if that button had been pressed;
 * resolves to whether its answer is shown.
 */
export function livePanel(form, name, pause) {
  const panel = form.querySelector(`[${name}]`)
  if (!panel) return null
  let timer = 0
  let running = null

  async function refresh(pressed = null) {
    if (!pressed && typesIn(panel)) return false // words are being chosen there
    running?.abort()
    if (bytes(form.elements.body?.value ?? "") > MAX_TEXT) return false // said at the field
    const mine = (running = new AbortController())
    const body = data(form)
    if (pressed) body.set(pressed.name, pressed.value)
    try {
      const response = await fetch(panel.dataset.url, {
        method: "POST",
        body,
        headers: { "X-Requested-With": "XMLHttpRequest" },
        redirect: "manual",
        signal: mine.signal,
      })
      const html = await response.text()
      if (!response.ok || mine !== running) return false
      const next = new DOMParser().parseFromString(html, "text/html").querySelector(`[${name}]`)
      if (next) morph(panel, document.adoptNode(next))
      return Boolean(next)
    } catch {
      return false // the preview says that nobody answers; what stands here is older than the text
    }
  }

  onChange(form, (event) => {
    if (panel.contains(event.target)) return
    clearTimeout(timer)
    timer = setTimeout(refresh, pause)
  })
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return
    event.preventDefault()
    event.target.parentElement.querySelector("button").click()
  })
  return { panel, refresh }
}
