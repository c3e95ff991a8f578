// A dialog with a heading and a way out, made when it is needed.

let count = 0

/** Returns a closed <dialog>, in the page, named by its heading. Escape closes it; so does its
 *  button, unless the content brings its own. */
export function dialog(title, content, className = "", { closes = true } = {}) {
  const box = document.createElement("dialog")
  box.className = `desk-dialog ${className}`.trim()
  const heading = document.createElement("h2")
  heading.textContent = title
  heading.id = `desk-dialog-${++count}`
  box.setAttribute("aria-labelledby", heading.id)
  box.append(heading, ...content)
  if (closes) {
    const close = button("Close", "desk-dialog-close")
    close.addEventListener("click", () => box.close())
    box.append(close)
  }
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
