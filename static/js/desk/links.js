// `[[` opens a list of pages, and `#` after a page the list of its headings. What is put into
// the text is ordinary Markdown.

import "./vendor/github-elements.js"
import { announce } from "./announce.js"
import { replaceRange } from "./editing.js"

const KEY = "[["
const PAUSE = 120 // ms

export function linkPicker(form) {
  const field = form.querySelector("#id_body")
  const { linksUrl } = form.dataset
  if (!field || !linksUrl) return
  const expander = field.closest("text-expander") ?? wrap(field)
  const picker = { form, field, expander, url: linksUrl, page: null, asked: 0, running: null }
  expander.addEventListener("text-expander-change", (event) => {
    if (event.detail.key === KEY) event.detail.provide(provide(picker, event.detail.text))
  })
  expander.addEventListener("text-expander-activate", () => {
    requestAnimationFrame(() => {
      expander.querySelector("[role=listbox]")?.scrollIntoView({ block: "nearest" })
    })
  })
  expander.addEventListener("text-expander-value", (event) => {
    event.preventDefault() // the element would set the whole value, and so forget what undo knows
    choose(picker, event.detail.item)
  })
}

function wrap(field) {
  const expander = document.createElement("text-expander")
  expander.setAttribute("keys", KEY)
  expander.setAttribute("multiword", KEY)
  expander.setAttribute("suffix", "")
  const place = document.createComment("")
  field.before(place)
  expander.append(field) // it looks for its field when it enters the page
  place.replaceWith(expander)
  return expander
}

async function provide(picker, text) {
  const asked = ++picker.asked
  const closed = { matched: false }
  if (text.includes("]")) return closed
  await new Promise((resolve) => setTimeout(resolve, PAUSE))
  if (asked !== picker.asked) return closed
  const [term, part] = split(picker, text)
  const options = part === null ? await pages(picker, term) : await headings(picker, part)
  if (asked !== picker.asked || !options) return closed
  return { matched: true, fragment: menu(options, part === null ? "Pages" : "Headings") }
}

/** "Title#words" of a page that was chosen: the words look among its headings. */
function split(picker, text) {
  const { page } = picker
  const mark = page && text.startsWith(`${page.title}#`) ? page.title.length : text.indexOf("#")
  if (mark < 0) return [text.trim(), null]
  if (page?.title !== text.slice(0, mark)) picker.page = { title: text.slice(0, mark).trim() }
  return [text.slice(0, mark).trim(), text.slice(mark + 1).trim()]
}

async function ask(picker, url) {
  picker.running?.abort()
  picker.running = new AbortController()
  try {
    const response = await fetch(url, {
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual",
      signal: picker.running.signal,
    })
    return response.ok ? await response.json() : null
  } catch {
    return null
  }
}

async function pages(picker, term) {
  const query = new URLSearchParams({ term, post: picker.form.dataset.post ?? "" })
  const answer = await ask(picker, `${picker.url}?${query}`)
  return answer?.results.map((page) => ({ page, words: page.title, note: noteOf(page) }))
}

const noteOf = ({ kind, state, path }) =>
  [kind, state && state !== "published" ? state : "", path].filter(Boolean).join(" · ")

async function headings(picker, part) {
  if (picker.page && !picker.page.id) {
    const found = await pages(picker, picker.page.title)
    const same =
      found?.find(({ page }) => fold(page.title) === fold(picker.page.title)) ?? found?.[0]
    if (!same) return found ?? null
    picker.page = { ...same.page, typed: true }
  }
  const answer = await ask(picker, `${picker.url.replace(/\?.*$/, "")}${picker.page.id}/`)
  const { page } = picker
  return answer?.headings
    .filter(({ text }) => fold(text).includes(fold(part)))
    .map((heading) => ({
      page,
      heading,
      words: heading.text,
      note: page.title,
      level: heading.level,
    }))
}

const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").trim()

function menu(options, label) {
  const list = document.createElement("ul")
  list.className = "desk-links"
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", label)
  options.forEach((option, index) => list.append(entry(option, index)))
  if (!options.length) {
    const none = document.createElement("li")
    none.className = "desk-links-none"
    none.setAttribute("role", "option")
    none.setAttribute("aria-disabled", "true")
    none.append(document.createElement("span"))
    none.firstChild.textContent = "Nothing by that name."
    list.append(none)
  }
  const words = options.length === 1 ? "1 choice" : `${options.length} choices`
  announce(`${label}: ${options.length ? words : "nothing by that name"}`)
  return list
}

function entry(option, index) {
  const item = document.createElement("li")
  item.id = `desk-link-${index}`
  item.setAttribute("role", "option")
  item.dataset.level = option.level ?? ""
  const words = document.createElement("span")
  words.textContent = option.words
  const note = document.createElement("small")
  note.textContent = option.note
  item.append(words, " ", note)
  item.choice = option
  return item
}

function choose(picker, item) {
  const { field, expander } = picker
  const { page, heading, words } = item.choice ?? {}
  if (!page) return
  const to = field.selectionEnd
  const from = field.value.lastIndexOf(KEY, to - 1)
  picker.asked++
  expander.dismiss()
  field.focus({ preventScroll: true })
  const path = heading ? `${page.path}#${heading.id}` : page.path
  if (from >= 0) replaceRange(field, from, to, `[${words.replace(/[[\]\\]/g, "\\$&")}](${path})`)
  picker.page = null
}
