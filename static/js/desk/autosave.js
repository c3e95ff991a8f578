// Saves the draft while it is written: three seconds after the last key, ten after the first.

import { bytes, data, MAX_TEXT, onChange, read, sign, token } from "./fields.js"
import { ask } from "./server.js"
import { conflict, say } from "./state.js"

const PAUSE = 3000
const LONGEST = 10000
const FIRST_RETRY = 2000
const LAST_RETRY = 60000
const SLOW = 400 // ms; a faster save is not announced before it is done

export function autosave(form, copy) {
  const desk = new Autosave(form, copy)
  onChange(form, () => desk.changed())
  window.addEventListener("online", () => desk.retry())
  document.addEventListener("visibilitychange", () => document.hidden || desk.retry())
  window.addEventListener("focus", () => desk.retry())
  window.addEventListener("beforeunload", (event) => {
    if (desk.unsaved && !desk.leaving) event.preventDefault()
  })
  document.querySelector("[data-conflict]")?.addEventListener("click", (event) => {
    if (!desk.compareUrl || !event.target.closest("a")) return
    event.preventDefault()
    desk.compare()
  })
  return desk
}

class Autosave {
  timer = 0
  since = 0 // when the oldest change was made that is not saved
  failures = 0
  notBefore = 0 // after a failure: the next attempt, whatever is typed meanwhile
  running = null
  lost = null // {signature, body} of a request whose answer never came
  compareUrl = null // where both texts of a conflict stand
  leaving = false

  constructor(form, copy) {
    this.form = form
    this.copy = copy
    const refused = form.querySelector(".errornote, .errorlist li")
    // A form that came back with errors shows what no save holds yet.
    this.saved = refused ? "" : sign(read(form, { given: true }))
    if (this.unsaved) this.changed()
  }

  get unsaved() {
    return sign(read(this.form)) !== this.saved
  }

  /** A new post becomes a row with its first word, not with its first click. */
  get nothingYet() {
    const { title, body } = this.form.elements
    return !this.form.dataset.post && !title?.value.trim() && !body?.value.trim()
  }

  changed() {
    if (this.leaving || this.nothingYet) return
    this.since ||= Date.now()
    const wait = Math.min(PAUSE, Math.max(0, this.since + LONGEST - Date.now()))
    this.plan(Math.max(wait, this.notBefore - Date.now()))
  }

  plan(wait) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), wait)
  }

  get backOff() {
    return Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (this.failures - 1))
  }

  retry() {
    if (this.failures && !this.running && !this.leaving) this.save()
  }

  /** Save what the form says now. Never two at a time: a second call waits, then saves the rest.
   *  Resolves to what became of it: "saved", "stale", "login", "offline", "refused" or "long". */
  async save() {
    clearTimeout(this.timer)
    while (this.running) await this.running
    let state = "saved"
    for (let again = true; again && state === "saved" && this.unsaved;) {
      again = Boolean(this.lost)
      this.running = this.send()
      state = await this.running
      this.running = null
    }
    return state
  }

  async send() {
    const { form } = this
    const size = bytes(form.elements.body?.value ?? "")
    if (size > MAX_TEXT) {
      say(form, "long", { size })
      return "long"
    }
    // A request without an answer may have arrived: the same once more is no conflict with it.
    const sent = this.lost ?? { signature: sign(read(form)), body: data(form) }
    sent.body.set("csrfmiddlewaretoken", token(form))
    this.since = 0
    const slow = setTimeout(() => say(form, "saving"), SLOW)
    const answer = await ask(form.dataset.autosaveUrl, sent.body)
    clearTimeout(slow)
    this.lost = answer.state === "offline" ? sent : null
    this.compareUrl = answer.compare_url ?? null
    if (answer.state === "saved") await this.confirmed(sent.signature, answer)
    else this.failed(answer)
    return answer.state
  }

  async confirmed(signature, answer) {
    const { form } = this
    this.saved = signature
    this.failures = this.notBefore = 0
    setBase(form, answer.base)
    if (!form.dataset.post) becomeRow(form, answer)
    say(form, "saved", answer)
    conflict(form, null)
    form.dispatchEvent(new CustomEvent("desk:saved", { detail: answer }))
    await this.copy?.confirm(signature)
    if (this.unsaved) this.changed()
  }

  failed(answer) {
    const { form } = this
    this.failures += 1
    this.copy?.now()
    say(form, answer.state, { ...answer, kept: this.copy?.works() ?? false })
    if (answer.state === "stale") conflict(form, answer)
    this.notBefore = Date.now() + this.backOff
    this.plan(this.backOff) // a refused text is kept by the server too, so it is sent again
  }

  /** Go to both texts. The refused one is the server's by then: nothing here is unsaved. */
  async compare() {
    const signature = sign(read(this.form))
    const state = await this.save()
    if (state !== "stale" && state !== "saved") return
    this.leaving = true
    await this.copy?.confirm(signature)
    location.assign(this.compareUrl ?? location.pathname)
  }
}

export function setBase(form, base) {
  form.dataset.base = base ?? ""
  const field = form.querySelector("input[name=base]")
  if (field) field.value = form.dataset.base
}

function becomeRow(form, answer) {
  form.dataset.post = answer.post
  const field = form.querySelector("input[name=post]")
  if (field) field.value = answer.post
  if (!answer.change_url) return
  form.setAttribute("action", answer.change_url)
  form.dataset.presenceUrl = answer.change_url.replace(/change\/?$/, "presence/")
  const state = form.querySelector(".desk-state[data-state=new]")
  if (state) {
    state.dataset.state = "draft"
    state.textContent = "Draft"
  }
  history.replaceState(history.state, "", answer.change_url)
}
