// What became of the text, in words.

const KEPT = "Kept in this browser."
const OPEN = "Leave this page open."

/** Say it in [data-save-state]. The words change only if they differ: screen readers read them. */
export function say(form, state, about = {}) {
  const place = document.querySelector("[data-save-state]")
  if (!place) return
  const [words, link] = sentence(form, state, about)
  const whole = link ? `${words} ${link.words}` : words
  place.dataset.state = state
  if (place.dataset.said === whole) return
  place.dataset.said = whole
  place.replaceChildren(words)
  if (link) place.append(" ", anchor(link.href, link.words, true))
}

function sentence(form, state, about) {
  const kept = about.kept === false ? OPEN : KEPT
  if (state === "saving") return ["Saving…"]
  if (state === "saved") return [`Saved ${about.at ?? clock()}`]
  if (state === "stale") return [`${about.by ?? "Somebody"} saved at ${about.at ?? clock()}.`]
  if (state === "login") {
    const href = about.login_url || "/admin/login/"
    const words = about.kept === false ? `You are logged out. ${OPEN}` : "You are logged out."
    return [words, { href, words: "Log in in a new tab; nothing is lost." }]
  }
  if (state === "long") {
    return [
      `Not saved: the text has ${Math.ceil(about.size / 1024)} KB; the limit is 512 KB. ${KEPT}`,
    ]
  }
  if (state === "refused") {
    const reason = about.message ?? reasons[about.status] ?? "the server refused it."
    return [`Not saved: ${reason} ${kept}`]
  }
  const cause = about.server ? "the server does not answer" : "no connection"
  return [`Not saved: ${cause}. ${kept}`]
}

const reasons = {
  403: "you may not change this post.",
  404: "this post is no longer there.",
  413: "it is too large.",
}

const clock = () =>
  new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })

function anchor(href, words, apart = false) {
  const link = document.createElement("a")
  link.href = href
  link.textContent = words
  if (apart) Object.assign(link, { target: "_blank", rel: "noopener" })
  return link
}

/** Somebody saved since: say who and when, and lead to both texts. null: no longer so. */
export function conflict(form, answer) {
  const place = document.querySelector("[data-conflict]")
  if (!place) return
  place.hidden = !answer
  if (!answer) return
  const words = `${answer.by ?? "Somebody"} saved at ${answer.at ?? clock()}. `
  const rest = answer.compare_url
    ? ["Your text is kept beside theirs. ", anchor(answer.compare_url, "Compare both")]
    : ["You see the older text. ", anchor(location.pathname, "Open the newest")]
  if (place.dataset.said === words + rest[0]) return
  place.dataset.said = words + rest[0]
  const line = place.querySelector("[data-message]") ?? place
  line.replaceChildren(words, ...rest)
}
