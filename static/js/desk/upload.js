// Pictures pasted or dropped into the text: sent at once, with progress; then their alt text.

import { MAX_BYTES, send as request } from "../picture-request.js"
import { describe } from "./alt.js"
import { button } from "./dialog.js"
import { insert, swap } from "./editing.js"

let count = 0

export function pictures(form) {
  const field = form.querySelector("#id_body")
  const url = form.dataset.uploadUrl
  if (!field || !url) return
  const take = (event, transfer) => {
    const files = [...(transfer?.files ?? [])]
    // Cells and words are copied with a picture of themselves.
    const hasWords = transfer?.types.includes("text/plain")
    if (!files.length || (hasWords && event.type === "paste")) return
    event.preventDefault()
    event.stopImmediatePropagation()
    field.classList.remove("desk-drop")
    for (const file of files) send(form, field, file)
  }
  field.addEventListener("paste", (event) => take(event, event.clipboardData), { capture: true })
  field.addEventListener("drop", (event) => take(event, event.dataTransfer))
  field.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    field.classList.add("desk-drop")
  })
  field.addEventListener("dragleave", () => field.classList.remove("desk-drop"))
  for (const opener of form.querySelectorAll("[data-insert-picture]")) {
    opener.addEventListener("click", () => pick((file) => send(form, field, file)))
  }
}

function pick(take) {
  const input = document.createElement("input")
  Object.assign(input, { type: "file", accept: "image/*", multiple: true })
  input.addEventListener("change", () => [...input.files].forEach(take))
  input.click()
}

async function send(form, field, file) {
  const name = file.name || "picture"
  if (!file.type.startsWith("image/")) return fail(field, name, "this is not a picture.")
  if (file.size > MAX_BYTES) {
    return fail(field, name, `it has ${Math.ceil(file.size / 1048576)} MB; the limit is 20 MB.`)
  }
  const place = `![Uploading ${name.replace(/[[\]()]/g, " ")} (${++count})…]()`
  field.focus()
  insert(field, place)
  const stop = new AbortController()
  const row = progress(field, name, () => stop.abort())
  const { status, answer } = await request(
    form.dataset.uploadUrl,
    { file: file.name ? file : new File([file], name, { type: file.type }) },
    { progress: (share) => (row.bar.value = share), signal: stop.signal },
  )
  row.remove()
  if (status >= 200 && status < 300 && answer?.markdown) {
    arrived(form, field, place, answer)
  } else {
    swap(field, place, "")
    if (!row.cancelled) fail(field, name, reason(status, answer))
  }
}

function reason(status, answer) {
  if (answer?.message) return answer.message
  if (status === 0) return "no connection. Paste or drop it again once you are online."
  if (status === 401) return "you are logged out. Log in in a new tab, then try again."
  if (status === 413) return "it is too large; the limit is 20 MB."
  return "the server could not take it."
}

async function arrived(form, field, place, picture) {
  if (!swap(field, place, picture.markdown)) return // the writer has taken the place away
  const alt = await describe(form, picture)
  if (alt === null) return
  const described = `![${alt.replace(/[[\]\\]/g, "\\$&").replace(/\s+/g, " ")}](${picture.source})`
  swap(field, picture.markdown, described)
}

function list(field) {
  let place = document.querySelector("[data-uploads]")
  if (!place) {
    place = document.createElement("div")
    place.dataset.uploads = ""
    place.className = "desk-uploads"
    ;(field.closest("text-expander") ?? field).after(place)
  }
  return place
}

function progress(field, name, cancel) {
  const line = document.createElement("div")
  const words = document.createElement("label")
  const bar = document.createElement("progress")
  bar.max = 1
  bar.value = 0
  words.append(`Uploading ${name} `, bar)
  const stop = button("Cancel")
  const row = { bar, cancelled: false, remove: () => line.remove() }
  stop.setAttribute("aria-label", `Cancel uploading ${name}`)
  stop.addEventListener("click", () => {
    row.cancelled = true
    cancel()
    field.focus()
  })
  line.className = "desk-upload"
  line.append(words, " ", stop)
  list(field).append(line)
  return row
}

function fail(field, name, why) {
  const line = document.createElement("div")
  line.className = "desk-upload desk-upload-failed"
  const words = document.createElement("span")
  words.setAttribute("role", "alert")
  const close = button("Dismiss")
  close.addEventListener("click", () => {
    line.remove()
    field.focus()
  })
  line.append(words, " ", close)
  list(field).append(line)
  words.textContent = `“${name}” was not added: ${why}`
}
