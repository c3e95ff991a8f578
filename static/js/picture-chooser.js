// A dialog with the library in it: search, thumbnails, the next ones at a press.

import { made } from "./alt-text.js"
import { acceptDrops } from "./upload-many.js"

const PAUSE = 200 // ms after the last key

/** Returns {open()}. does: {choose(picture), upload(), drop(file)}. */
export function chooser(url, does) {
  let dialog = null
  return {
    open() {
      dialog ??= build(url, does)
      dialog.start()
    },
  }
}

function build(url, does) {
  const search = made("input", { type: "search", placeholder: "Search alt text or file name" })
  search.setAttribute("aria-label", "Search pictures")
  const list = made("ul", { className: "chooser-list" })
  const state = made("p", { className: "chooser-state" })
  state.setAttribute("role", "status")
  const more = made("button", { type: "button", className: "button", textContent: "Show more", hidden: true })
  const upload = made("button", { type: "button", className: "button", textContent: "Upload one" })
  const close = made("button", { type: "button", className: "chooser-close", textContent: "Close" })
  const title = made("h2", { id: "chooser-title", textContent: "Choose a picture" })
  const head = made("div", { className: "chooser-head" }, title, search, upload, close)
  const box = made("dialog", { className: "chooser" }, head, state, list, more)
  box.setAttribute("aria-labelledby", title.id)
  document.body.append(box)

  let page = 1
  let asked = 0
  const pick = (picture) => {
    box.close()
    does.choose(picture)
  }
  const load = async (next) => {
    const question = ++asked
    page = next
    state.textContent = "Looking …"
    const answer = await look(url, { q: search.value, page })
    if (question !== asked) return // a newer question is under way
    if (page === 1) list.replaceChildren()
    const first = list.children.length
    list.append(...answer.results.map((picture) => item(picture, pick)))
    more.hidden = !answer.more
    state.textContent = answer.message ?? (list.children.length ? "" : "No picture fits.")
    if (page > 1) list.children[first]?.querySelector("button").focus()
  }

  let timer = 0
  search.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(() => load(1), PAUSE)
  })
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") list.querySelector("button")?.focus()
    if (event.key === "Enter") list.querySelector("button")?.click()
  })
  list.addEventListener("keydown", (event) => walk(event, list, search))
  more.addEventListener("click", () => load(page + 1))
  close.addEventListener("click", () => box.close())
  upload.addEventListener("click", () => {
    box.close()
    does.upload()
  })
  acceptDrops(box, (files) => {
    box.close()
    does.drop(files[0])
  })
  box.start = () => {
    search.value = ""
    box.showModal()
    search.focus()
    load(1)
  }
  return box
}

/** Ask for pictures; nothing here throws. */
export async function look(url, question) {
  try {
    const response = await fetch(`${url}?${new URLSearchParams(question)}`)
    const answer = await response.json()
    return { results: [], more: false, ...answer }
  } catch {
    return { results: [], more: false, message: "No connection. Try again." }
  }
}

function item(picture, pick) {
  const image = made("img", { src: picture.thumbnail, alt: "", loading: "lazy" })
  const words = made("span", { textContent: picture.alt || picture.name })
  const button = made("button", { type: "button", title: picture.name }, image, words)
  button.addEventListener("click", () => pick(picture))
  return made("li", {}, button)
}

/** Arrow keys walk through the grid; up from its first row leads back to the search. */
function walk(event, list, search) {
  const buttons = [...list.querySelectorAll("button")]
  const at = buttons.indexOf(document.activeElement)
  if (at < 0) return
  const top = buttons[0].offsetTop
  const across = buttons.filter((button) => button.offsetTop === top).length
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key]
  if (!step) return
  event.preventDefault()
  if (at + step < 0) search.focus()
  else buttons[at + step]?.focus()
}
