// Opens the form where a list was about: `#words=…` names words of the text.

import { linePositions } from "./measure.js"

export function atWords(form) {
  const said = /^#words=(.+)$/.exec(location.hash)
  const field = form.querySelector("textarea#id_body")
  if (!said || !field) return
  let words
  try {
    words = decodeURIComponent(said[1])
  } catch {
    return // half a sign: an address that was cut
  }
  const at = field.value.indexOf(words)
  if (at >= 0) select(field, at, words.length)
}

/** Select a part of a text, and bring it into sight. */
export function select(field, at, length) {
  field.focus({ preventScroll: true })
  field.setSelectionRange(at, at + length)
  field.scrollTop = linePositions(field, [at])[0] - field.clientHeight / 3
  field.scrollIntoView({ block: "nearest" })
}
