// Enter continues a list, a task list or a quote; Tab indents inside a list, and only there.

import { inCode, lineAt, replaceRange } from "./editing.js"

const ITEM = /^(\s*(?:>\s?)*)(?:([-*+])|(\d{1,9})([.)]))(\s+)(\[[ xX]\]\s+)?/
const QUOTE = /^\s*(?:>\s?)+/
const INDENT = "    " // what the renderer takes for a nested list

export function continueLists(field) {
  let leaving = false // after Escape, Tab moves on as it does everywhere else
  field.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return
    if (field.getAttribute("aria-expanded") === "true") return // a list of choices is open
    if (event.key === "Escape") leaving = true
    else if (event.key === "Tab" && !event.altKey) {
      if (!leaving && indent(field, event.shiftKey)) event.preventDefault()
    } else if (event.key !== "Shift") {
      leaving = false
      if (event.key === "Enter" && !event.shiftKey && !event.altKey && continueLine(field)) {
        event.preventDefault()
      }
    }
  })
  field.addEventListener("blur", () => (leaving = false))
}

function continueLine(field) {
  const { selectionStart: place, selectionEnd } = field
  if (place !== selectionEnd || inCode(field, place)) return false
  const line = lineAt(field, place)
  const [start, next] = opening(line.text)
  if (!start || place < line.start + start.length) return false
  if (line.text.trim() === start.trim()) {
    replaceRange(field, line.start, line.end, "") // an empty item ends the list
  } else {
    replaceRange(field, place, place, `\n${next}`)
  }
  return true
}

/** How this line begins, if it is an item or a quote, and how the next one does. */
function opening(text) {
  const item = ITEM.exec(text)
  if (item) {
    const [start, before, bullet, number, dot, space, task] = item
    const mark = bullet ?? `${Number(number) + 1}${dot}`
    return [start, `${before}${mark}${space}${task ? "[ ] " : ""}`]
  }
  const quote = QUOTE.exec(text)
  return quote ? [quote[0], quote[0].endsWith(" ") ? quote[0] : `${quote[0]} `] : ["", ""]
}

function indent(field, back) {
  const first = lineAt(field, field.selectionStart)
  const last = lineAt(field, Math.max(field.selectionStart, field.selectionEnd - 1))
  const lines = field.value.slice(first.start, last.end).split("\n")
  if (!lines.every((line) => ITEM.test(line) || !line.trim()) || inCode(field, first.start)) {
    return false
  }
  if (back && !lines.some((line) => /^\s/.test(line))) return false
  const moved = lines.map((line) =>
    back ? line.replace(/^(\t| {1,4})/, "") : line.trim() ? INDENT + line : line,
  )
  const { selectionStart: from, selectionEnd: to } = field
  replaceRange(field, first.start, last.end, moved.join("\n"))
  const all = moved.join("\n").length - (last.end - first.start)
  const atFirst = moved[0].length - lines[0].length
  field.setSelectionRange(Math.max(first.start, from + atFirst), Math.max(first.start, to + all))
  return true
}
