// Which links the text lacks, and which pages should link to it: asked of the server a while after
// the last key. One press puts a link into the text, where undo can take it back, or plans one.

import { announce } from "./announce.js"
import { insert, replaceAt } from "./editing.js"
import { bytes, data, MAX_TEXT, onChange } from "./fields.js"
import { morph } from "./morph.js"
import { ask } from "./server.js"

const PAUSE = 1200 // ms after the last key
const ACTS = "[name=_plan], [name=_drop], [name=_write]"

export function suggestions(form, saver) {
  const panel = form.querySelector("[data-suggestions]")
  const field = form.querySelector("#id_body")
  if (!panel || !field) return
  const view = { form, panel, field, saver, timer: 0, running: null }
  onChange(form, (event) => {
    if (panel.contains(event.target)) return
    clearTimeout(view.timer)
    view.timer = setTimeout(() => refresh(view), PAUSE)
  })
  panel.addEventListener("click", (event) => {
    const taken = event.target.closest("[data-link]")
    if (taken) take(view, taken)
    const pressed = event.target.closest(ACTS)
    if (pressed) {
      event.preventDefault()
      act(view, pressed)
    }
  })
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return
    event.preventDefault()
    event.target.parentElement.querySelector("[name=_plan]").click()
  })
  if (field.value.trim()) refresh(view)
}

async function refresh(view, pressed = null) {
  const { form, panel, field } = view
  if (!pressed && panel.contains(document.activeElement)) {
    if (document.activeElement.matches("input")) return // words are being chosen there
  }
  view.running?.abort()
  if (bytes(field.value) > MAX_TEXT) return false // said at the field
  const running = (view.running = new AbortController())
  const body = data(form)
  if (pressed) body.set(pressed.name, pressed.value)
  try {
    const response = await fetch(panel.dataset.url, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual",
      signal: running.signal,
    })
    const html = await response.text()
    if (!response.ok || running !== view.running) return false
    const page = new DOMParser().parseFromString(html, "text/html")
    const next = page.querySelector("[data-suggestions]")
    if (next) morph(panel, document.adoptNode(next))
    return Boolean(next)
  } catch {
    return false // the preview says that nobody answers; what stands here is older than the text
  }
}

/** Put a suggested link into the text: on its words, or where the caret is. */
async function take(view, button) {
  const { form, panel, field } = view
  const { link, words, markdown } = button.dataset
  if (!words) {
    field.focus({ preventScroll: true })
    insert(field, markdown)
  } else {
    const body = data(form)
    body.set("_link", link)
    body.set("_words", words)
    const before = field.value
    const answer = await ask(panel.dataset.linkUrl, body)
    if (answer.state !== "saved") return say(panel, answer.message ?? "Nobody answers just now.")
    if (field.value !== before) return say(panel, "The text has changed meanwhile; press once more.")
    replaceAt(field, answer.at, answer.old, answer.new)
  }
  button.closest("li").remove()
  announce("The link is in the text. Control Z takes it back.")
}

/** Plan a link, drop it or write it: of a new post once it is saved. */
async function act(view, button) {
  const { form, panel, saver } = view
  const pressed = { name: button.name, value: button.value }
  if (!form.dataset.post) await saver?.save()
  if (!form.dataset.post) return say(panel, "Write a title first: a link leads to a saved page.")
  button.disabled = true
  const done = await refresh(view, pressed)
  button.disabled = false
  if (!done) return say(panel, "Nobody answers just now.")
  panel.dispatchEvent(new Event("change", { bubbles: true })) // the preflight counts it
  const said = panel.querySelector(".desk-said")
  if (said) {
    said.tabIndex = -1
    said.focus({ preventScroll: true })
  }
}

function say(panel, words) {
  let said = panel.querySelector(".desk-said")
  if (!said) {
    said = document.createElement("p")
    panel.prepend(said)
  }
  said.className = "desk-said desk-error"
  said.setAttribute("role", "alert")
  said.textContent = words
}
