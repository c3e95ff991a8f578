// Before the form is sent, its text is safe: autosaved first, so that no lost connection, expired
// login or newer save of somebody else can answer the click with an error page.

import { token } from "./fields.js"

export function submitSafely(form, saver) {
  let ready = false
  form.addEventListener("submit", async (event) => {
    const button = event.submitter
    if (event.defaultPrevented) return
    if (ready) {
      saver.leaving = true
      return
    }
    event.preventDefault()
    const wrong = [...form.elements].find((field) => field.validity?.customError)
    if (wrong) return wrong.focus() // too long: its line says so already
    if (saver.submitting) return
    saver.submitting = true
    const state = await saver.save()
    await new Promise((go) => setTimeout(go)) // within this very event a second one is ignored
    saver.submitting = false
    if (state !== "saved") {
      button?.focus()
      return
    }
    token(form)
    ready = true
    form.requestSubmit(button)
    ready = false
  })
  // Back from the browser's memory: the page goes on where it stood.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) saver.leaving = false
  })
}
