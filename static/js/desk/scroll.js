// The preview scrolls with the text: headings of both are matched, and between two the way is even.

import { headingLines, linePositions, onResize } from "./measure.js"

/** Returns a function that brings the frame to where the text is. */
export function followScroll(field, frame) {
  if (!field) return () => {}
  let measured = null
  let waiting = 0
  const follow = () => {
    waiting = 0
    const page = frame.contentDocument?.scrollingElement
    if (!page || !frame.offsetParent) return
    measured ??= measure(field)
    const points = pairs(measured, frame.contentDocument, page)
    page.scrollTop = along(points, topOf(field))
  }
  const soon = () => (waiting ||= requestAnimationFrame(follow))
  const again = () => {
    measured = null
    soon()
  }
  field.addEventListener("scroll", soon, { passive: true })
  window.addEventListener("scroll", soon, { passive: true })
  field.addEventListener("input", () => (measured = null))
  onResize(field, again)
  onResize(frame, again)
  return again
}

/** How far the text is scrolled, by the field itself or by the page around it. */
function topOf(field) {
  const above = Math.max(0, -field.getBoundingClientRect().top)
  return field.scrollTop + Math.min(above, field.clientHeight)
}

function measure(field) {
  const headings = headingLines(field.value)
  const heights = linePositions(
    field,
    headings.map((heading) => heading.at),
  )
  return {
    headings: headings.map((heading, index) => ({ ...heading, top: heights[index] })),
    last: Math.max(1, field.scrollHeight - field.clientHeight || field.clientHeight),
  }
}

function pairs({ headings, last }, page, scroller) {
  const bottom = Math.max(0, scroller.scrollHeight - scroller.clientHeight)
  const shown = [...page.querySelectorAll(".prose :is(h2,h3,h4,h5,h6)")]
  const points = [[0, 0]]
  let from = 0
  for (const { text, top } of headings) {
    const index = shown.findIndex((node, i) => i >= from && plain(node.textContent) === plain(text))
    if (index < 0) continue
    from = index + 1
    const height = shown[index].getBoundingClientRect().top + scroller.scrollTop
    if (top > points.at(-1)[0] && top < last) points.push([top, Math.min(height, bottom)])
  }
  points.push([Math.max(last, points.at(-1)[0] + 1), bottom])
  return points
}

const plain = (text) =>
  text
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)|\{[^}]*\}/g, "$1")
    .replace(/[^\p{L}\p{N}]/gu, "")

/** The value at x on the line through the points, whose x rise. */
export function along(points, x) {
  const next = points.findIndex(([at]) => at > x)
  if (next < 0) return points.at(-1)[1]
  if (next === 0) return points[0][1]
  const [x0, y0] = points[next - 1]
  const [x1, y1] = points[next]
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
}
