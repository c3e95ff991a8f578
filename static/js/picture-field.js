// The picture of a post: chosen from the library, uploaded here, dropped here, or taken away.
// [data-picture] holds the field (name=image, or the social card's), and the buttons [data-choose],
// [data-upload-picture] and [data-remove-picture].

import { altEditor, made } from "./alt-text.js"
import { chooser, look } from "./picture-chooser.js"
import { TYPES, upload } from "./picture-request.js"
import { acceptDrops } from "./upload-many.js"

export function wire(root = document) {
  for (const box of root.querySelectorAll("[data-picture]")) {
    if (box.dataset.wired) continue
    box.dataset.wired = "true"
    pictureField(box)
  }
}

function pictureField(box) {
  const field = box.querySelector("[name=image], [name=social_image]")
  const featured = field.name === "image"
  const form = box.closest("form")
  const url = box.dataset.uploadUrl ?? form.dataset.uploadUrl
  const remove = box.querySelector("[data-remove-picture]")
  const view = viewOf(box)
  const file = made("input", { type: "file", accept: TYPES.join(","), hidden: true })
  const state = made("p", { className: "picture-field-state" })
  state.setAttribute("role", "status")
  const bar = made("progress", { max: 1, value: 0, hidden: true })
  bar.setAttribute("aria-label", "Upload")
  const alt = made("div", { className: "picture-field-more" })
  box.append(bar, state, alt, file)

  const choices = url.replace(/upload\/$/, "choose/")
  let shown = field.value
  const display = (picture) => {
    shown = field.value
    show(view, picture)
    if (featured) suggestAlt(form, picture)
    if (remove) remove.hidden = !picture
    alt.replaceChildren()
    state.textContent = ""
  }
  const take = (picture) => {
    field.value = picture?.id ?? ""
    display(picture)
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }))
  }
  const send = async (chosen) => {
    if (!chosen) return
    bar.hidden = false
    bar.value = 0
    state.textContent = `Uploading ${chosen.name}`
    try {
      const picture = await upload(url, chosen, (share) => (bar.value = share))
      take(picture)
      state.textContent = picture.known ? "It was in the library already." : "Uploaded."
      if (!picture.alt && !picture.decorative) askAlt(alt, featured ? form : null, picture)
    } catch (error) {
      state.textContent = error.message
    }
    bar.hidden = true
  }

  const ask = () => file.click()
  const dialog = chooser(choices, { choose: take, upload: ask, drop: send })
  box.querySelector("[data-choose]")?.addEventListener("click", () => dialog.open())
  box.querySelector("[data-upload-picture]")?.addEventListener("click", ask)
  remove?.addEventListener("click", () => {
    take(null)
    box.querySelector("[data-choose]")?.focus()
  })
  if (remove) remove.hidden = !field.value
  file.addEventListener("change", () => {
    send(file.files[0])
    file.value = ""
  })
  acceptDrops(box, (files) => send(files[0]))
  // Words that a crash left behind are put back into the fields: the picture too.
  field.addEventListener("change", async () => {
    if (field.value === shown) return
    display(field.value ? await found(choices, field.value) : null)
  })
  const own = view.querySelector("img")?.dataset.alt
  if (own && featured) suggestAlt(form, { alt: own })
}

async function found(choices, id) {
  const answer = await look(choices, { id })
  return answer.results[0] ?? null
}

/** Where the thumbnail stands: the form's own place for it, or a new one before the rest. */
function viewOf(box) {
  const place = box.querySelector("[data-picture-view]") ?? made("div", { className: "picture-field-view" })
  if (!place.isConnected) box.prepend(place)
  return place
}

function show(view, picture) {
  view.replaceChildren()
  if (!picture) return
  const words = picture.decorative ? "Decorative" : picture.alt || "No alt text yet"
  view.append(
    made("img", { src: picture.thumbnail, alt: "" }),
    made("p", { className: "picture-field-alt", textContent: words }),
  )
}

function askAlt(place, form, picture) {
  const words = made("p", { className: "picture-field-ask", textContent: "What does it show? Said once, for the library:" })
  const saved = (answer) => suggestAlt(form, { ...picture, ...answer })
  place.replaceChildren(words, altEditor({ url: picture.alt_url, name: picture.name }, saved))
}

/** An empty alt text of the post stands for the picture's own: say which that is. */
function suggestAlt(form, picture) {
  const field = form?.querySelector("[name=image_alt]")
  if (field) field.placeholder = picture?.decorative ? "None: it is decorative" : picture?.alt ?? ""
}
