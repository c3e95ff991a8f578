// Results as you type: the same address as without scripts, asked for its results alone.
// Arrow keys lead from the words to the results and back, Escape to the words, and then empties them.

const form = document.querySelector(".search-ask")
const box = document.getElementById("_results")
const words = form.elements.q
const PAUSE = 200 // ms after the last key
let timer = 0
let asking = null

function address() {
  const asked = new URLSearchParams()
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) asked.set(name, value.trim())
  }
  return `${form.action.split("?")[0]}${asked.size ? `?${asked}` : ""}`
}

function later() {
  clearTimeout(timer)
  timer = setTimeout(() => show(), PAUSE)
}

async function show(or = () => {}) {
  clearTimeout(timer)
  const to = address()
  asking?.abort()
  asking = new AbortController()
  box.setAttribute("aria-busy", "true")
  try {
    const part = `${to}${to.includes("?") ? "&" : "?"}part=results`
    const answer = await fetch(part, { signal: asking.signal, headers: { accept: "text/html" } })
    if (!answer.ok) throw new Error(answer.status)
    put(await answer.text())
    history.replaceState(null, "", to)
  } catch (error) {
    if (error.name === "AbortError") return
    or(to)
  }
  box.removeAttribute("aria-busy")
}

function put(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body
  // The line with the count stays the same element: only then is its change read out.
  const said = box.querySelector("[role=status]")
  const says = fresh.querySelector("[role=status]")
  says.remove()
  if (said.textContent !== says.textContent) said.replaceChildren(...says.childNodes)
  while (said.nextSibling) said.nextSibling.remove()
  box.append(...fresh.childNodes)
}

form.addEventListener("submit", (event) => {
  event.preventDefault()
  show((to) => location.assign(to)) // the page itself says what is the matter
})
words.addEventListener("input", (event) => {
  if (!event.isComposing) later()
})
words.addEventListener("compositionend", later)
for (const filter of form.querySelectorAll("select")) filter.addEventListener("change", () => show())

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return
  const links = [...box.querySelectorAll("h2 a")]
  const at = links.indexOf(document.activeElement)
  const inWords = document.activeElement === words
  if (event.key === "Escape" && at >= 0) words.focus()
  else if (event.key === "Escape" && inWords && words.value) {
    words.value = ""
    show()
  } else if (event.key === "ArrowDown" && (inWords || at >= 0)) links[at + 1]?.focus()
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? words).focus()
  else return
  event.preventDefault()
})
