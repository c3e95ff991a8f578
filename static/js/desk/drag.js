// A row of questions follows the mouse by its number; by keyboard and touch there are buttons.

/** moved: called once the row was let go at another place. */
export function draggable(root, moved) {
  let row = null
  let before = null

  root.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.("[data-number]")) return
    row = event.target.closest("[data-row]")
    before = row.nextElementSibling
    row.dataset.dragged = ""
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setDragImage(row, 20, 20)
  })
  root.addEventListener("dragover", (event) => {
    const other = event.target.closest?.("[data-row]")
    if (!row) return
    event.preventDefault()
    if (!other || other === row) return
    const { top, height } = other.getBoundingClientRect()
    if (event.clientY < top + height / 2) other.before(row)
    else other.after(row)
  })
  root.addEventListener("drop", (event) => row && event.preventDefault())
  root.addEventListener("dragend", () => {
    if (!row) return
    delete row.dataset.dragged
    if (row.nextElementSibling !== before) moved(row)
    row = before = null
  })
}
