// Who else has this post open, asked every fifteen seconds; and whether somebody saved meanwhile.

import { data } from "./fields.js"
import { ask } from "./server.js"
import { conflict } from "./state.js"

const EVERY = 15000

export function watchOthers(form, saver) {
  const beat = async () => {
    const { presenceUrl, base } = form.dataset
    if (!presenceUrl || document.hidden || saver?.leaving) return
    const body = new FormData()
    body.set("csrfmiddlewaretoken", data(form).get("csrfmiddlewaretoken") ?? "")
    body.set("base", base ?? "")
    const answer = await ask(presenceUrl, body)
    if (answer.state !== "saved") return
    name(answer.others ?? [])
    const quiet = !saver?.running && !saver?.unsaved && form.dataset.base === base
    if (quiet && answer.base && answer.base !== base)
      conflict(form, { by: answer.by, at: answer.at })
  }
  setInterval(beat, EVERY)
  document.addEventListener("visibilitychange", beat)
  form.addEventListener("desk:saved", (event) => name(event.detail.others ?? []))
  beat()
}

export function name(people) {
  const place = document.querySelector("[data-presence]")
  if (!place) return
  const last = people.at(-1)
  const all = people.length > 1 ? `${people.slice(0, -1).join(", ")} and ${last} are` : `${last} is`
  const words = people.length ? `${all} editing this` : ""
  if (place.textContent !== words) place.textContent = words
  place.hidden = !people.length
}
