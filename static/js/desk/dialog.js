// A dialog with a heading and a way out, made when it is needed.

let count = 0

/** Returns a closed <dialog>, in the page, named by its heading. Escape closes it. */
export function dialog(title, content, className = "") {
  const box = document.createElement("dialog")
  box.className = `desk-dialog ${className}`.trim()
  const heading = document.createElement("h2")
  heading.textContent = title
  heading.id = `desk-dialog-${++count}`
  box.setAttribute("aria-labelledby", heading.id)
  const form = document.createElement("form")
  form.method = "dialog"
  const close = button("Close", "desk-dialog-close")
  close.type = "submit"
  form.append(close)
  box.append(heading, ...content, form)
  document.body.append(box)
  return box
}

export function button(words, className = "") {
  const made = document.createElement("button")
  made.type = "button"
  made.className = `button ${className}`.trim()
  made.textContent = words
  return made
}
