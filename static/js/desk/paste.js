// What is pasted becomes Markdown: formatted text here; tables of cells, and an address over
// selected words, by GitHub's paste-markdown. Ctrl+Shift+V pastes plain text. What no save would
// take is refused before it reaches the field: drawing megabytes in it stops the browser for long.

import { insert } from "./editing.js"
import { bytes, MAX_TEXT } from "./fields.js"
import { lineFor } from "./guards.js"
import { toMarkdown } from "./richtext.js"
import { subscribe, uninstallHTML } from "./vendor/github-elements.js"

export function pasteAsMarkdown(field) {
  let plain = false
  refuseTooLong(field)
  field.addEventListener("keydown", (event) => {
    plain = event.code === "KeyV" && event.shiftKey && (event.ctrlKey || event.metaKey)
  })
  field.addEventListener("paste", (event) => pasteFormatted(event, field, plain), {
    capture: true,
  })
  subscribe(field)
  uninstallHTML(field) // one reader of the clipboard's HTML, not two
}

function refuseTooLong(field) {
  let line = null
  const look = (event, transfer) => {
    const words = transfer?.getData("text/plain") ?? ""
    const { value, selectionStart, selectionEnd } = field
    const size = bytes(value) + bytes(words) - bytes(value.slice(selectionStart, selectionEnd))
    if (line) line.hidden = true
    if (!words || size <= MAX_TEXT) return
    event.preventDefault()
    event.stopImmediatePropagation()
    line ??= lineFor(field, "not-pasted")
    line.hidden = false
    line.textContent = `Not added: with it the text would have ${kilobytes(size)} KB; the limit is 512 KB.`
  }
  field.addEventListener("paste", (event) => look(event, event.clipboardData), { capture: true })
  field.addEventListener("drop", (event) => look(event, event.dataTransfer), { capture: true })
  field.addEventListener("input", () => line && (line.hidden = true))
}

const kilobytes = (size) => Math.ceil(size / 1024).toLocaleString("en")

function pasteFormatted(event, field, plain) {
  const html = event.clipboardData?.getData("text/html")
  if (!html || event.defaultPrevented) return
  const words = event.clipboardData.getData("text/plain")
  if (plain || isAddress(words)) return
  const text = toMarkdown(html)
  if (!text || text === words.trim()) return
  event.stopImmediatePropagation()
  event.preventDefault()
  insert(field, text)
}

const isAddress = (words) => /^\s*https?:\/\/\S+\s*$/.test(words)
