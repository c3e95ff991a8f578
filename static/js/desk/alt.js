// Asks what a new picture shows, at once, while the writer still knows.

import { send } from "../picture-request.js"
import { button, dialog } from "./dialog.js"

let turn = Promise.resolve()

/** Resolves to the alt text ("" for a decorative picture), or null if the writer puts it off. */
export function describe(form, picture) {
  const answer = turn.then(() => open(form, picture))
  turn = answer.catch(() => {})
  return answer
}

function open(form, picture) {
  const parts = content(picture)
  const box = dialog("What does this picture show?", [parts.form], "desk-alt", { closes: false })
  parts.later.addEventListener("click", () => box.close())
  return new Promise((resolve) => {
    let alt = null
    parts.decorative.addEventListener("change", () => {
      parts.text.disabled = parts.decorative.checked
      parts.error.textContent = ""
    })
    parts.form.addEventListener("submit", async (event) => {
      event.preventDefault()
      const said = parts.decorative.checked ? "" : parts.text.value.trim()
      if (!said && !parts.decorative.checked)
        return complain(parts, "Say what it shows, or mark it as decorative.")
      const failure = await save(picture, said, parts.decorative.checked)
      if (failure) return complain(parts, failure)
      alt = said
      box.close()
    })
    box.addEventListener("close", () => {
      box.remove()
      form.querySelector("#id_body")?.focus()
      resolve(alt)
    })
    box.showModal()
    parts.text.focus()
  })
}

function complain(parts, words) {
  parts.error.textContent = words
  parts.text.setAttribute("aria-invalid", "true")
  parts.text.focus()
}

function content(picture) {
  const form = document.createElement("form")
  const image = document.createElement("img")
  Object.assign(image, { src: picture.thumbnail || picture.url, alt: "" })
  const label = document.createElement("label")
  const text = document.createElement("input")
  Object.assign(text, {
    type: "text",
    value: picture.alt ?? "",
    autocomplete: "off",
    id: "desk-alt-text",
  })
  label.htmlFor = text.id
  label.textContent = "Alt text: for people who cannot see it, and for search"
  const decorative = document.createElement("input")
  decorative.type = "checkbox"
  const choice = document.createElement("label")
  choice.append(decorative, " Decorative: it says nothing that the text does not say")
  const error = document.createElement("p")
  error.className = "desk-error"
  error.id = "desk-alt-error"
  error.setAttribute("role", "alert")
  text.setAttribute("aria-describedby", error.id)
  const save = button("Save")
  save.type = "submit"
  const later = button("Later", "desk-dialog-close")
  const acts = document.createElement("p")
  acts.className = "desk-dialog-acts"
  acts.append(save, " ", later)
  form.append(image, label, text, choice, error, acts)
  return { form, text, decorative, error, later }
}

/** Returns what went wrong in words, or "". */
async function save(picture, alt, decorative) {
  const fields = decorative ? { alt, decorative: "on" } : { alt }
  const { status, answer } = await send(picture.alt_url, fields)
  if (status === 200 && answer) return ""
  if (status === 0) return "No connection. Try again, or choose Later."
  return answer?.message ?? "The server did not take it. Try again, or choose Later."
}
