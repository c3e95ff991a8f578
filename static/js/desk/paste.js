// What is pasted becomes Markdown: formatted text here; tables of cells, and an address over
// selected words, by GitHub's paste-markdown. Ctrl+Shift+V pastes plain text.

import { insert } from "./editing.js"
import { toMarkdown } from "./richtext.js"
import { subscribe, uninstallHTML } from "./vendor/github-elements.js"

export function pasteAsMarkdown(field) {
  let plain = false
  field.addEventListener("keydown", (event) => {
    plain = event.code === "KeyV" && event.shiftKey && (event.ctrlKey || event.metaKey)
  })
  field.addEventListener("paste", (event) => pasteFormatted(event, field, plain), {
    capture: true,
  })
  subscribe(field)
  uninstallHTML(field) // one reader of the clipboard's HTML, not two
}

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
