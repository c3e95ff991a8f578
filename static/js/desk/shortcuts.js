// Keys of the desk. One table: it is what the keys do, and what the help dialog lists.

import { dialog } from "./dialog.js"

const MAC = /Mac|iPhone|iPad/.test(navigator.platform)

// [key, with Shift, selector of the button that does it, words]
const CONTROL = [
  ["KeyB", false, "md-bold, [data-md-button=bold]", "Bold"],
  ["KeyI", false, "md-italic, [data-md-button=italic]", "Italic"],
  ["KeyK", false, "md-link, [data-md-button=link]", "Link"],
  ["KeyE", false, "md-code, [data-md-button=code]", "Code"],
  ["KeyX", true, "md-strikethrough, [data-md-button=strikethrough]", "Crossed out"],
  ["Digit2", true, "md-header[level='2'], [data-md-button=header-2]", "Heading"],
  ["Digit3", true, "md-header[level='3'], [data-md-button=header-3]", "Smaller heading"],
  ["Digit7", true, "md-ordered-list, [data-md-button=ordered-list]", "Numbered list"],
  ["Digit8", true, "md-unordered-list, [data-md-button=unordered-list]", "List"],
  ["Digit9", true, "md-quote, [data-md-button=quote]", "Quote"],
]
const ALT_SHIFT = [
  ["KeyP", "[data-toggle=preview]", "Show or hide the preview"],
  ["KeyW", "[data-toggle=wide]", "Full width"],
  ["KeyF", "[data-toggle=focus]", "Only the text"],
]

export function shortcuts(form) {
  const help = helpDialog()
  for (const button of document.querySelectorAll("[data-shortcuts]")) {
    button.addEventListener("click", () => help.showModal())
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]"))
      return
    const act = action(form, help, event)
    if (!act) return
    event.preventDefault()
    act()
  })
}

function action(form, help, event) {
  const { code, key, shiftKey, altKey } = event
  const control = MAC ? event.metaKey : event.ctrlKey
  if (control && !altKey) {
    if (!shiftKey && code === "KeyS") return () => press(form, "[name=_save]")
    if (!shiftKey && key === "Enter") return () => reach(form)
    if (key === "/") return () => help.showModal()
    if (event.target.id !== "id_body") return null
    const found = CONTROL.find(([wanted, shift]) => wanted === code && shift === shiftKey)
    const button = found && toolbarButton(form, found[2])
    return button && (() => button.click())
  }
  if (altKey && shiftKey && !control) {
    const found = ALT_SHIFT.find(([wanted]) => wanted === code)
    const button = found && document.querySelector(found[1])
    return button && (() => button.click())
  }
  return null
}

const toolbarButton = (form, selector) =>
  form.querySelector("markdown-toolbar")?.querySelector(selector)

function press(form, selector) {
  const button = form.querySelector(selector)
  if (button) form.requestSubmit(button)
}

/** Publishing is one key more: the first brings the writer to the button, Enter presses it. */
function reach(form) {
  const names = ["_publish", "_review", "_save"]
  const button = names.map((name) => form.querySelector(`[name=${name}]`)).find(Boolean)
  button?.focus()
  button?.scrollIntoView({ block: "nearest" })
}

function helpDialog() {
  const control = MAC ? "⌘" : "Ctrl"
  const rows = [
    [`${control} S`, "Save the draft"],
    [`${control} Enter`, "Go to the Publish button (Enter presses it)"],
    ...CONTROL.map(([code, shift, , words]) => [
      `${control} ${shift ? "Shift " : ""}${code.replace(/Key|Digit/, "")}`,
      words,
    ]),
    [`${control} Shift V`, "Paste without formatting"],
    ["[[", "Link to a page; # after it: to one of its headings"],
    ["Enter", "In a list: the next item. In an empty item: end the list"],
    ["Tab, Shift Tab", "In a list: one level in or out"],
    ["Escape, then Tab", "Leave the text"],
    ...ALT_SHIFT.map(([code, , words]) => [`Alt Shift ${code.replace("Key", "")}`, words]),
    [`${control} /`, "This list"],
  ]
  const table = document.createElement("table")
  for (const [keys, words] of rows) {
    const row = table.insertRow()
    const head = document.createElement("th")
    head.scope = "row"
    const mark = document.createElement("kbd")
    mark.textContent = keys
    head.append(mark)
    row.append(head)
    row.insertCell().textContent = words
  }
  return dialog("Keyboard shortcuts", [table], "desk-shortcuts")
}
