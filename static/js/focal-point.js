// The point of a picture that crops must keep: two number fields, a mark on the picture that is
// moved by pointer or arrow keys, and previews of the crops.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export function wire(root = document) {
  for (const view of root.querySelectorAll("[data-focal-point]")) focalPoint(view)
}

function focalPoint(view) {
  const picture = view.querySelector("[data-focal-picture]")
  const marker = view.querySelector("[data-focal-marker]")
  const crops = view.querySelectorAll("[data-focal-crop]")
  const fields = [document.querySelector("#id_focus_x"), document.querySelector("#id_focus_y")]
  if (!fields[0] || !fields[1]) return // this person may only look

  const point = () => fields.map((field) => within(field.value === "" ? 50 : Number(field.value)))
  const show = () => {
    const [x, y] = point()
    marker.style.left = `${x}%`
    marker.style.top = `${y}%`
    const words = `Focal point: ${x} per cent from the left, ${y} from the top. Arrow keys move it.`
    marker.setAttribute("aria-label", words)
    for (const crop of crops) crop.style.objectPosition = `${x}% ${y}%`
  }
  const set = (x, y) => {
    fields[0].value = within(x)
    fields[1].value = within(y)
    show()
  }
  const follow = (event) => {
    const box = picture.getBoundingClientRect()
    set((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height)
  }

  const stage = picture.parentElement
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return
    event.preventDefault()
    stage.setPointerCapture(event.pointerId)
    marker.focus({ preventScroll: true })
    follow(event)
  })
  stage.addEventListener("pointermove", (event) => {
    if (stage.hasPointerCapture(event.pointerId)) follow(event)
  })
  marker.addEventListener("keydown", (event) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const far = event.shiftKey ? 10 : 1
    const [x, y] = point()
    set(x + step[0] * far, y + step[1] * far)
  })
  for (const field of fields) field.addEventListener("input", show)
  marker.hidden = false
  view.querySelector("[data-focal-crops]").hidden = false
  stage.classList.add("picture-stage-live")
  show()
}

const within = (value) => Math.min(100, Math.max(0, Math.round(value) || 0))

wire()
