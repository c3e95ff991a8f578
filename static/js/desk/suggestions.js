// Which links the text lacks, and which pages should link to it: asked of the server a while after
// the last key. One press puts a link into the text, where undo can take it back, or plans one.

import { announce } from "./announce.js"
import { insert, replaceAt } from "./editing.js"
import { data } from "./fields.js"
import { livePanel } from "./panel.js"
import { ask } from "./server.js"

const ACTS = "[name=_plan], [name=_drop], [name=_write]"

export function suggestions(form, saver) {
  const field = form.querySelector("#id_body")
  const live = livePanel(form, "data-suggestions", 1200)
  if (!live || !field) return
  const view = { ...live, form, field, saver }
  live.panel.addEventListener("click", (event) => {
    const taken = event.target.closest("[data-link]")
    if (taken) take(view, taken)
    const pressed = event.target.closest(ACTS)
    if (pressed) {
      event.preventDefault()
      act(view, pressed)
    }
  })
  if (field.value.trim()) live.refresh()
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
  const { form, panel, saver, refresh } = view
  const pressed = { name: button.name, value: button.value }
  if (!form.dataset.post) await saver?.save()
  if (!form.dataset.post) return say(panel, "Write a title first: a link leads to a saved page.")
  button.disabled = true
  const done = await refresh(pressed)
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
