// Changes to a text field that its own undo can take back.

/** Replace the range [from, to) of a field; the caret then stands after what was put in.
 *  The browser's undo knows the change only if the field has the focus. */
export function replaceRange(field, from, to, text) {
  if (document.activeElement === field) {
    field.setSelectionRange(from, to)
    const done = text
      ? document.execCommand("insertText", false, text)
      : from === to || document.execCommand("delete")
    if (done) return
  }
  field.setRangeText(text, from, to, "end")
  field.dispatchEvent(new InputEvent("input", { bubbles: true }))
}

export function insert(field, text) {
  replaceRange(field, field.selectionStart, field.selectionEnd, text)
}

/** Replace the first occurrence of `old`, and leave the writer's caret where it is in the text. */
export function swap(field, old, text) {
  const at = field.value.indexOf(old)
  if (at < 0) return false
  swapAt(field, at, old, text)
  return true
}

/** Replace what stands at a place, so that undo can take it back at once; the caret stays. */
export function replaceAt(field, at, old, text) {
  field.focus({ preventScroll: true })
  swapAt(field, at, old, text)
}

function swapAt(field, at, old, text) {
  const shift = text.length - old.length
  const keep = [field.selectionStart, field.selectionEnd].map((place) =>
    place <= at ? place : Math.max(at, place >= at + old.length ? place + shift : at + text.length),
  )
  const top = field.scrollTop
  replaceRange(field, at, at + old.length, text)
  field.setSelectionRange(...keep)
  field.scrollTop = top
}

/** The line at a place of the field: where it starts, where it ends, what it says. */
export function lineAt(field, place) {
  const start = field.value.lastIndexOf("\n", place - 1) + 1
  const next = field.value.indexOf("\n", place)
  const end = next < 0 ? field.value.length : next
  return { start, end, text: field.value.slice(start, end) }
}

/** Is this place inside a fenced block of code? */
export function inCode(field, place) {
  const fences = field.value.slice(0, place).match(/^ {0,3}(```|~~~)/gm)
  return Boolean(fences && fences.length % 2)
}
