// Rows of questions: added, removed and moved with buttons; the keyboard never loses its place.

import { announce } from "./announce.js"
import { draggable } from "./drag.js"

export function formsets(form) {
  const all = [...form.querySelectorAll("[data-formset]")].map((root) => new Rows(root))
  const questions = all.find((rows) => rows.prefix === "questions")
  form.addEventListener("desk:restored", () => all.forEach((rows) => rows.arrange()))
  /** Make sure that at least `count` rows of questions are there to be filled. */
  return { makeRows: (count) => questions?.grow(count) }
}

class Rows {
  constructor(root) {
    this.root = root
    this.prefix = root.dataset.formset
    this.total = root.querySelector(`[name="${this.prefix}-TOTAL_FORMS"]`)
    this.template = root.querySelector("template[data-empty-row]")
    root.addEventListener("click", (event) => this.click(event))
    draggable(root, (row) => this.moved(row))
    this.settle()
    // The numbers are how it was given, not a change of the writer's.
    for (const row of this.rows) {
      const order = this.input(row, "ORDER")
      if (order) order.defaultValue = order.value
    }
  }

  get rows() {
    const all = [...this.root.querySelectorAll("[data-row]")]
    return all.filter((row) => !this.input(row, "DELETE")?.checked)
  }

  input(row, name) {
    return row.querySelector(`[name$="-${name}"]`)
  }

  click(event) {
    const pressed = event.target.closest("button, a")
    if (!pressed || !this.root.contains(pressed)) return
    const row = pressed.closest("[data-row]")
    const known = ["add", "up", "down", "remove"].find((act) => act in pressed.dataset)
    if (!known || (known !== "add" && !row)) return
    event.preventDefault()
    this[known](row, pressed)
  }

  add() {
    const row = this.make()
    if (!row) return
    this.settle()
    this.changed()
    row.querySelector("input:not([type=hidden]), textarea")?.focus()
    announce(`Entry ${this.rows.length} added`)
  }

  make() {
    if (!this.template || !this.total) return null
    const number = Number(this.total.value)
    const most = Number(
      this.root.querySelector(`[name="${this.prefix}-MAX_NUM_FORMS"]`)?.value || 1000,
    )
    if (this.rows.length >= most) return announce(`At most ${most} entries`) ?? null
    const piece = this.template.content.cloneNode(true)
    for (const node of piece.querySelectorAll("*")) {
      for (const { name, value } of [...node.attributes]) {
        if (value.includes("__prefix__"))
          node.setAttribute(name, value.replaceAll("__prefix__", number))
      }
    }
    const row = piece.querySelector("[data-row]") ?? piece.firstElementChild
    const last = [...this.root.querySelectorAll("[data-row]")].at(-1)
    if (last) last.after(piece)
    else this.template.before(piece)
    this.total.value = number + 1
    return row
  }

  grow(count) {
    while (this.total && Number(this.total.value) < count && this.make());
    this.settle()
  }

  remove(row) {
    const before = this.rows
    const index = before.indexOf(row)
    const mark = this.input(row, "DELETE")
    if (mark) {
      mark.checked = true
      row.hidden = true
    } else row.remove()
    this.settle()
    this.changed()
    const next = before[index + 1] ?? before[index - 1]
    const place = next?.querySelector("[data-remove]") ?? this.root.querySelector("[data-add]")
    place?.focus()
    announce(`Entry ${index + 1} removed`)
  }

  up(row, pressed) {
    this.move(row, pressed, -1)
  }

  down(row, pressed) {
    this.move(row, pressed, 1)
  }

  move(row, pressed, step) {
    const { rows } = this
    const index = rows.indexOf(row)
    const other = rows[index + step]
    if (!other) return
    if (step < 0) other.before(row)
    else other.after(row)
    this.moved(row)
    const stay = pressed.disabled
      ? row.querySelector(step < 0 ? "[data-down]" : "[data-up]")
      : pressed
    stay?.focus()
  }

  moved(row) {
    this.settle()
    this.changed()
    const { rows } = this
    announce(`Moved to place ${rows.indexOf(row) + 1} of ${rows.length}`)
  }

  /** Stand in the order of the numbers, after kept values were put back. */
  arrange() {
    const all = [...this.root.querySelectorAll("[data-row]")]
    const place = (row) => Number(this.input(row, "ORDER")?.value || 9999)
    const sorted = [...all].sort((one, other) => place(one) - place(other))
    const end = all.at(-1)?.nextSibling ?? null
    for (const row of sorted) row.parentNode.insertBefore(row, end)
    this.settle()
  }

  /** Number the rows in the order in which they stand; the ends cannot move further. */
  settle() {
    const { rows } = this
    rows.forEach((row, index) => {
      const order = this.input(row, "ORDER")
      if (order) order.value = index + 1
      const [up, down] = [row.querySelector("[data-up]"), row.querySelector("[data-down]")]
      if (up) up.disabled = index === 0
      if (down) down.disabled = index === rows.length - 1
      const number = row.querySelector("[data-number]")
      if (number) number.textContent = index + 1
    })
    for (const row of this.root.querySelectorAll("[data-row]")) row.hidden = !rows.includes(row)
  }

  changed() {
    this.root.dispatchEvent(new Event("change", { bubbles: true }))
  }
}
