// Keeps every change in this browser, and offers back what no save confirmed.

import { labels, onChange, read, sign, write } from "./fields.js"
import { claim, copies, drop, put } from "./keep.js"

const PAUSE = 300 // ms after the last key
const FILLED_IN = /^(slug|date_(published|modified)_[01]|questions-.*)$/ // by the server, if left empty

export function keepCopies(form, { makeRows = () => {} } = {}) {
  const id = crypto.randomUUID?.() ?? `${Date.now()}-${performance.now()}`
  const own = { id, kept: null, given: null, works: true, timer: 0, last: null }
  claim(id)
  const keep = () => (own.last = store(form, own))
  onChange(form, () => {
    clearTimeout(own.timer)
    own.timer = setTimeout(keep, PAUSE)
  })
  const now = () => {
    if (own.timer) keep()
  }
  window.addEventListener("beforeunload", now)
  window.addEventListener("pagehide", now)
  document.addEventListener("visibilitychange", () => document.hidden && now())
  offer(form, own, makeRows).catch(() => (own.works = false))
  return {
    now: () => keep(),
    works: () => own.works,
    /** The server has confirmed what `signature` says: no copy of that is needed. */
    confirm: (signature) => confirm(form, own, signature),
  }
}

async function store(form, own) {
  own.timer = 0
  const rows = read(form)
  const signature = sign(rows)
  if (signature === own.kept || (own.kept === null && signature === own.given)) return
  own.kept = signature
  const { user = "", post = "", key = "", base = "" } = form.dataset
  const count = Number(form.querySelector("[name=questions-TOTAL_FORMS]")?.value ?? 0)
  const copy = {
    id: own.id,
    user,
    post,
    key,
    base,
    at: Date.now(),
    rows,
    count,
    labels: labels(form),
  }
  await put(copy).then(
    () => (own.works = true),
    () => (own.works = false),
  )
}

async function confirm(form, own, signature) {
  await own.last
  if (sign(read(form)) !== signature) {
    if (own.kept) {
      own.kept = own.given = null
      await store(form, own) // the post may have its number only since this save
    }
    return
  }
  clearTimeout(own.timer)
  own.timer = 0
  own.kept = null
  own.given = signature
  await drop(own.id).catch(() => {})
}

/** Offer the newest copy that the server's form does not hold. A page that crashed a moment ago
 *  may still count as open: then look again. */
async function offer(
  form,
  own,
  makeRows,
  given = read(form, { given: true }),
  waits = [1000, 4000],
) {
  own.given ??= sign(given)
  const banner = document.querySelector("[data-recovered]")
  const refused = form.querySelector(".errornote, .errorlist li")
  let found = null
  let live = false
  for (const copy of await copies(form.dataset.user ?? "", form.dataset.post ?? "")) {
    if (copy.id === own.id) continue
    if (copy.live) live = true
    else if (!refused && isIn(copy.rows, given)) await drop(copy.id)
    else if (sign(copy.rows) !== sign(given)) found ??= copy
  }
  if (found && banner) show(banner, form, own, found, makeRows)
  else if (live && waits.length) {
    setTimeout(() => offer(form, own, makeRows, given, waits.slice(1)), waits[0])
  }
}

/** Does the server's form hold all that the copy says? What it filled in by itself may differ. */
export function isIn(rows, given) {
  const tidy = (list) => list.map(([name, value]) => [name, value.trim()])
  const told = new Set(tidy(given).map(sign))
  const left = new Set(tidy(rows).map(sign))
  const missing = tidy(rows).filter((row) => !told.has(sign(row)) && !empty(row))
  const added = tidy(given).filter((row) => !left.has(sign(row)) && !FILLED_IN.test(row[0]))
  return missing.length === 0 && added.every((row) => empty(row))
}

const empty = ([name, value]) => value === "" || (value === "0" && /_FORMS$|ORDER$/.test(name))

function show(banner, form, own, copy, makeRows) {
  const time = new Date(copy.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })
  const since = copy.base && copy.base !== form.dataset.base
  banner.querySelector("[data-message]").textContent =
    `This browser kept text from ${time} that was never saved.` +
    (since ? " The post has been saved since; its history keeps both." : "")
  banner.hidden = false
  banner.querySelector("[data-recover]").onclick = () => {
    banner.hidden = true
    if (copy.key && !form.dataset.post) setKey(form, copy.key)
    makeRows(copy.count)
    write(form, copy.rows, copy.labels)
    form.dispatchEvent(new CustomEvent("desk:restored"))
    form.dispatchEvent(new Event("input", { bubbles: true }))
    own.given = null
    own.last = store(form, own) // from now on it is this page's own copy
    own.last.then(() => own.works && drop(copy.id))
    form.querySelector("#id_body")?.focus()
  }
  banner.querySelector("[data-discard]").onclick = () => {
    banner.hidden = true
    drop(copy.id).catch(() => {})
    form.querySelector("#id_title")?.focus()
  }
}

/** A new post keeps its key: if the lost save had arrived, this one continues it. */
function setKey(form, key) {
  form.dataset.key = key
  const field = form.querySelector("input[name=key]")
  if (field) field.value = key
}
