// Where the lines of a text field stand, measured on a twin that nobody sees.

const LOOKS = [
  "boxSizing",
  "width",
  "paddingTop",
  "paddingRight",
  "paddingBottom",
  "paddingLeft",
  "borderTopWidth",
  "borderRightWidth",
  "borderBottomWidth",
  "borderLeftWidth",
  "borderStyle",
  "fontFamily",
  "fontSize",
  "fontStyle",
  "fontWeight",
  "letterSpacing",
  "lineHeight",
  "tabSize",
  "textIndent",
  "wordSpacing",
  "overflowWrap",
  "wordBreak",
]
const LONG = 200000 // characters; a longer text would take too long to lay out

/** [{at, text}]: the place of each heading of a Markdown text, in order; not those in code. */
export function headingLines(source) {
  const found = []
  let fence = ""
  let at = 0
  let before = null
  for (const line of source.split("\n")) {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1].slice(0, 3)
    if (mark && (!fence || mark === fence)) fence = fence ? "" : mark
    else if (!fence) {
      const heading = /^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)
      if (heading) found.push({ at, text: heading[1] })
      else if (/^(=+|-+)\s*$/.test(line) && before?.text.trim()) found.push(before)
    }
    before = { at, text: line }
    at += line.length + 1
  }
  return found
}

/** Pixels from the top of the field's content to the line that holds each place (rising). */
export function linePositions(field, places) {
  const { value } = field
  if (!places.length) return []
  if (value.length > LONG) return places.map((place) => (place / value.length) * field.scrollHeight)
  const twin = document.createElement("div")
  const look = getComputedStyle(field)
  for (const name of LOOKS) twin.style[name] = look[name]
  Object.assign(twin.style, {
    position: "absolute",
    top: "0",
    left: "-99999px",
    visibility: "hidden",
    whiteSpace: "pre-wrap",
    width: `${field.clientWidth}px`,
    borderWidth: "0",
    boxSizing: "border-box",
    height: "auto",
  })
  const marks = []
  let from = 0
  for (const place of places) {
    marks.push(document.createElement("span"))
    twin.append(value.slice(from, place), marks.at(-1))
    from = place
  }
  twin.append(value.slice(from))
  document.body.append(twin)
  const tops = marks.map((mark) => mark.offsetTop)
  twin.remove()
  return tops
}

export function onResize(element, callback) {
  new ResizeObserver(callback).observe(element)
}
