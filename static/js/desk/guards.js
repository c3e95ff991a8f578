// Says at once, at the field, that something is too long, instead of cutting it off or sending it.

import { bytes, MAX_TEXT } from "./fields.js"

const TITLE = 200 // characters

export function guards(form) {
  for (const field of form.querySelectorAll("#id_title, input[maxlength], textarea[maxlength]")) {
    const most = field.maxLength > 0 ? field.maxLength : TITLE
    field.removeAttribute("maxlength") // it would cut off what is pasted without a word
    const name = field.labels?.[0]?.textContent.replace(/[:*\s]+$/, "") || "This"
    watch(field, () => {
      const length = [...field.value].length
      const has = `${length.toLocaleString("en")} characters`
      return length > most ? `${name} has ${has}; the limit is ${most.toLocaleString("en")}.` : ""
    })
  }
  const body = form.querySelector("#id_body")
  if (body) {
    watch(body, () => {
      const size = bytes(body.value)
      const has = `${Math.ceil(size / 1024).toLocaleString("en")} KB`
      return size > MAX_TEXT ? `The text has ${has}; the limit is 512 KB. It is not saved.` : ""
    })
  }
}

function watch(field, complaint) {
  let line = null
  const look = () => {
    const words = complaint()
    if (field.validationMessage !== words) field.setCustomValidity(words)
    if (!words && !line) return
    line ??= lineFor(field, "too-long")
    line.hidden = !words
    if (line.textContent !== words) line.textContent = words
    if (words) field.setAttribute("aria-invalid", "true")
    else field.removeAttribute("aria-invalid")
  }
  field.addEventListener("input", look)
  field.addEventListener("change", look)
  look()
}

export function lineFor(field, name) {
  const line = document.createElement("p")
  line.className = "desk-error"
  line.id = `${field.id || field.name}-${name}`
  line.setAttribute("role", "alert")
  const described = field.getAttribute("aria-describedby")
  field.setAttribute("aria-describedby", described ? `${described} ${line.id}` : line.id)
  ;(field.closest("text-expander") ?? field).after(line)
  return line
}
