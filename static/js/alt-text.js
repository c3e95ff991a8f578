// Asks at once what a picture shows: a field, the mark "decorative" and a button; Enter saves.

import { post } from "./picture-request.js"

let count = 0

export function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

/** Returns an element that asks for the alt text. saved(answer) is called when it is stored. */
export function altEditor({ url, name, alt = "", decorative = false }, saved = () => {}) {
  const id = `alt-text-${++count}`
  const field = made("input", { type: "text", id, value: alt, maxLength: 300, disabled: decorative })
  field.setAttribute("aria-label", `Alt text of ${name}: what does it show?`)
  field.placeholder = "What does it show?"
  field.setAttribute("aria-describedby", `${id}-state`)
  const mark = made("input", { type: "checkbox", checked: decorative })
  const label = made("label", { className: "alt-editor-mark" }, mark, " Decorative")
  const button = made("button", { type: "button", className: "button", textContent: "Save" })
  const state = made("p", { id: `${id}-state`, className: "alt-editor-state" })
  state.setAttribute("role", "status")
  const box = made("div", { className: "alt-editor" }, field, label, button, state)

  const save = async () => {
    const text = mark.checked ? "" : field.value.trim()
    if (!text && !mark.checked) {
      state.textContent = "Say what it shows, or mark it as decorative."
      return field.focus()
    }
    state.textContent = "Saving …"
    try {
      const answer = await post(url, { alt: text, decorative: mark.checked ? "on" : "" })
      box.replaceChildren(said(answer))
      saved(answer)
    } catch (error) {
      state.textContent = error.message
    }
  }
  mark.addEventListener("change", () => (field.disabled = mark.checked))
  button.addEventListener("click", save)
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return
    event.preventDefault() // it would send the form around it
    save()
  })
  return box
}

function said({ alt, decorative }) {
  const words = decorative ? "Saved as decorative." : `Saved: ${alt}`
  return made("p", { className: "alt-editor-state", textContent: words, role: "status" })
}

export function wire(root = document) {
  for (const place of root.querySelectorAll("[data-alt-text]")) {
    const saved = () => {
      place.querySelector(".picture-badge")?.remove()
      place.closest(".picture-card")?.classList.remove("picture-card-lacks")
    }
    place.append(altEditor({ url: place.dataset.url, name: place.dataset.name }, saved))
    delete place.dataset.altText
  }
}

wire()
