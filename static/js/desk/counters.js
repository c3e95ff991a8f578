// How long titles and summaries are, in characters and in the pixels that search results have.

import { onChange } from "./fields.js"
import { clip, pixels } from "./pixels.js"

const TITLE = { font: "20px Arial, sans-serif", room: 580 }
const SUMMARY = { font: "14px Arial, sans-serif", room: 920 }

export function counters(form) {
  const update = () => {
    for (const output of document.querySelectorAll("output[data-count-for]")) count(form, output)
    searchPreview(form)
    cardPreview(form)
  }
  onChange(form, update)
  form.addEventListener("desk:saved", update)
  update()
}

const value = (form, id) => form.querySelector(`#${id}`)?.value.trim() ?? ""

/** What a search result shows: the search title, or else the title with the site's name. */
function searchTitle(form) {
  const title = value(form, "id_title")
  const { suffix = "" } = document.querySelector("[data-search-preview]")?.dataset ?? {}
  return value(form, "id_seo_title") || (title && title + suffix)
}

function count(form, output) {
  const id = output.dataset.countFor
  const text = id === "id_seo_title" ? searchTitle(form) : value(form, id)
  const { min, max, pixels: room } = output.dataset
  const length = [...text].length
  const parts = [length === 1 ? "1 character" : `${length.toLocaleString("en")} characters`]
  let wide = false
  if (room) {
    const kind = Number(room) > 700 ? SUMMARY : TITLE
    const width = Math.round(pixels(text, kind.font))
    wide = width > Number(room)
    parts.push(`${width.toLocaleString("en")} of ${Number(room).toLocaleString("en")} pixels`)
  }
  const long = wide || (max && length > Number(max))
  const short = min && length && length < Number(min)
  output.dataset.state = !length ? "empty" : long ? "long" : short ? "short" : "good"
  if (long) parts.push("search results will cut it")
  else if (short) parts.push("rather short")
  const words = parts.join(" · ")
  if (output.textContent !== words) output.textContent = words
}

function part(root, name, tag) {
  let found = root.querySelector(`[data-part="${name}"]`)
  if (!found) {
    found = document.createElement(tag)
    found.dataset.part = name
    found.className = `desk-preview-${name}`
    root.append(found)
  }
  return found
}

function put(root, name, words) {
  const place = part(root, name, "p")
  if (place.textContent !== words) place.textContent = words
}

function address(form) {
  const slug = form.querySelector("#id_slug")
  const { path = "", kind = "" } = form.dataset
  if (path) return `${location.host}${path}`
  const chosen = form.elements.kind?.value || kind
  const folder = { post: " › blog", guide: " › guides", service: " › services" }[chosen] ?? ""
  return `${location.host}${folder} › ${slug?.value || slug?.placeholder || "…"}`
}

function searchPreview(form) {
  const root = document.querySelector("[data-search-preview]")
  if (!root) return
  put(root, "address", address(form))
  put(root, "title", clip(searchTitle(form) || "Untitled", TITLE.font, TITLE.room))
  const summary =
    value(form, "id_description") || "No summary yet: search engines choose a passage."
  put(root, "summary", clip(summary, SUMMARY.font, SUMMARY.room))
}

function cardPreview(form) {
  const root = document.querySelector("[data-card-preview]")
  if (!root) return
  const image = part(root, "image", "img")
  const source = form.querySelector("[data-picture] img")?.getAttribute("src") ?? ""
  image.hidden = !source
  image.alt = ""
  if (source && image.getAttribute("src") !== source) image.src = source
  put(root, "host", location.host)
  put(root, "title", value(form, "id_title") || "Untitled")
  put(root, "summary", value(form, "id_description"))
}
