// The page as readers will see it, beside the text: made by the server, shown in a frame that
// may not run anything.

import { bytes, data, MAX_TEXT, onChange } from "./fields.js"
import { morph } from "./morph.js"
import { followScroll } from "./scroll.js"

const PAUSE = 80 // ms after the last key

export function livePreview(form) {
  const panel = form.querySelector("[data-preview]")
  const frame = panel?.querySelector("iframe")
  if (!frame) return null
  const view = { form, panel, frame, timer: 0, running: null, filled: false, scroll: () => {} }
  const soon = () => {
    clearTimeout(view.timer)
    if (!panel.hidden) view.timer = setTimeout(() => refresh(view), PAUSE)
  }
  view.scroll = followScroll(form.querySelector("#id_body"), frame)
  onChange(form, soon)
  chooseWidth(view)
  frame.addEventListener("load", () => {
    view.filled = Boolean(frame.contentDocument?.body?.childElementCount)
    stayHere(frame.contentDocument)
    view.scroll()
  })
  new MutationObserver(soon).observe(panel, { attributeFilter: ["hidden"] })
  if (!panel.hidden) refresh(view)
  return { refresh: soon }
}

async function refresh(view) {
  view.running?.abort()
  const running = (view.running = new AbortController())
  if (bytes(view.form.elements.body?.value ?? "") > MAX_TEXT) {
    return note(view, "The text is too long for a preview; the limit is 512 KB.")
  }
  view.panel.dataset.state = "loading"
  try {
    const response = await fetch(view.form.dataset.previewUrl, {
      method: "POST",
      body: data(view.form),
      headers: { "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual",
      signal: running.signal,
    })
    const html = await response.text()
    if (running !== view.running) return
    const isPage = response.ok && /html/.test(response.headers.get("Content-Type") ?? "")
    if (isPage) await show(view, html)
    note(view, isPage ? "" : reason(response, html))
  } catch (error) {
    if (error.name !== "AbortError")
      note(view, "The preview is older than the text: no connection.")
  }
}

function reason(response, text) {
  if (response.type === "opaqueredirect" || response.status === 401) {
    return "The preview is older than the text: you are logged out."
  }
  try {
    return JSON.parse(text).message || "The preview failed."
  } catch {
    return "The preview is older than the text: the server could not make it."
  }
}

async function show(view, html) {
  const page = new DOMParser().parseFromString(html, "text/html")
  const fonts = [...page.querySelectorAll("link[as=font]")].map((link) => link.href)
  for (const element of page.querySelectorAll("script, link[as=font]")) element.remove()
  const shown = view.frame.contentDocument
  if (view.filled && shown?.body) {
    morph(shown.body, shown.adoptNode(page.body))
    view.scroll()
  } else {
    // A page shows its own fonts only if they are there at once.
    await Promise.allSettled(fonts.map((address) => fetch(address, { credentials: "omit" })))
    view.frame.srcdoc = `<!DOCTYPE html>${page.documentElement.outerHTML}`
  }
}

/** Links and forms of the preview lead nowhere; those to a place in the text scroll there. */
function stayHere(page) {
  page?.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]")
    if (!link) return
    event.preventDefault()
    const to = link.getAttribute("href")
    if (to.startsWith("#")) page.getElementById(decodeURIComponent(to.slice(1)))?.scrollIntoView()
  })
  page?.addEventListener("auxclick", (event) => event.preventDefault())
  page?.addEventListener("submit", (event) => event.preventDefault())
}

function note(view, words) {
  view.panel.dataset.state = words ? "stale" : "fresh"
  let line = view.panel.querySelector("[data-preview-note]")
  if (!line && words) {
    line = document.createElement("p")
    line.dataset.previewNote = ""
    line.className = "desk-preview-note"
    view.frame.before(line)
  }
  if (!line) return
  if (line.textContent !== words) line.textContent = words
  line.hidden = !words
}

function chooseWidth({ panel }) {
  const buttons = [...panel.querySelectorAll("[data-preview-width]")]
  const choose = (width) => {
    panel.dataset.width = width
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.previewWidth === width))
    }
  }
  for (const button of buttons) {
    button.addEventListener("click", () => {
      choose(button.dataset.previewWidth)
      localStorage.setItem("desk:preview-width", button.dataset.previewWidth)
    })
  }
  choose(localStorage.getItem("desk:preview-width") ?? "desktop")
}
