// The library's drop zone: many files, one after the other, each with its progress, its result in
// words, and a field for its alt text. Without this script the form sends them all at once.

import { altEditor, made } from "./alt-text.js"
import { upload } from "./picture-request.js"

const AT_ONCE = 1 // one picture of 40 megapixels already takes a small server's memory

export function wire(root = document) {
  for (const zone of root.querySelectorAll("[data-upload-many]")) uploadMany(zone)
}

function uploadMany(zone) {
  const input = zone.querySelector("input[type=file]")
  const list = zone.querySelector("[data-uploads]")
  const summary = zone.querySelector("[data-upload-summary]")
  const waiting = []
  const count = { all: 0, done: 0, failed: 0 }
  let running = 0

  const tell = () => {
    const left = count.all - count.done - count.failed
    const failed = count.failed ? `, ${count.failed} not taken` : ""
    summary.textContent = left
      ? `${count.done} of ${count.all} uploaded${failed} …`
      : `${count.done} uploaded${failed}. They are in the list when you load it again.`
  }
  const start = async () => {
    if (running >= AT_ONCE || waiting.length === 0) return
    running += 1
    const row = waiting.shift()
    try {
      await send(row, zone.dataset.url)
      count.done += 1
    } catch (error) {
      count.failed += 1
      failed(row, error, () => {
        count.failed -= 1
        waiting.push(row)
        start()
      })
    }
    running -= 1
    tell()
    start()
  }
  const take = (files) => {
    list.hidden = false
    for (const file of files) {
      const row = newRow(file)
      list.append(row.element)
      waiting.push(row)
      count.all += 1
      start()
    }
    if (files.length) tell()
  }

  zone.querySelector("[type=submit]").hidden = true
  for (const words of zone.querySelectorAll("[data-script-only]")) words.hidden = false
  input.addEventListener("change", () => {
    take([...input.files])
    input.value = ""
  })
  acceptDrops(zone, take)
  window.addEventListener("beforeunload", (event) => {
    if (running) event.preventDefault()
  })
}

/** Files dropped on the element go to take(); it has the class `over` while some hover. */
export function acceptDrops(element, take) {
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files")
  element.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    element.classList.add("over")
  })
  element.addEventListener("dragleave", (event) => {
    if (!element.contains(event.relatedTarget)) element.classList.remove("over")
  })
  element.addEventListener("drop", (event) => {
    element.classList.remove("over")
    if (!hasFiles(event)) return
    event.preventDefault()
    event.stopPropagation()
    take([...event.dataTransfer.files])
  })
}

function newRow(file) {
  const thumbnail = made("span", { className: "upload-thumbnail" })
  const bar = made("progress", { max: 1, value: 0 })
  bar.setAttribute("aria-label", `Upload of ${file.name}`)
  const state = made("p", { className: "upload-state", textContent: "Waiting" })
  const name = made("p", { className: "upload-name", textContent: file.name })
  const body = made("div", { className: "upload-body" }, name, bar, state)
  return { file, thumbnail, bar, state, body, element: made("li", {}, thumbnail, body) }
}

async function send(row, url) {
  row.element.classList.remove("upload-failed")
  row.bar.hidden = false
  row.state.textContent = "Uploading"
  const picture = await upload(url, row.file, (share) => {
    row.bar.value = share
    if (share === 1) row.state.textContent = "Preparing"
  })
  row.bar.hidden = true
  row.thumbnail.append(made("img", { src: picture.thumbnail, alt: "" }))
  row.state.textContent = picture.known ? "This picture was in the library already." : "Uploaded."
  row.state.append(" ", made("a", { href: picture.change_url, textContent: "Open it" }))
  if (picture.alt || picture.decorative) return
  row.body.append(altEditor({ url: picture.alt_url, name: picture.name }))
}

function failed(row, error, again) {
  row.element.classList.add("upload-failed")
  row.bar.hidden = true
  row.state.textContent = error.message
  if (!error.again) return
  const button = made("button", { type: "button", className: "button", textContent: "Try again" })
  button.addEventListener("click", () => again())
  row.state.append(" ", button)
}

wire()
