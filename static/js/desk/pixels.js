// The width of words, as a browser would draw them.

let pen = null

export function pixels(text, font) {
  pen ??= document.createElement("canvas").getContext("2d")
  pen.font = font
  return pen.measureText(text).width
}

/** The text, cut at a word where it no longer fits into `room` pixels. */
export function clip(text, font, room) {
  if (pixels(text, font) <= room) return text
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (pixels(`${text.slice(0, middle)} …`, font) <= room) low = middle
    else high = middle - 1
  }
  const cut = text.slice(0, low)
  return `${cut.includes(" ") ? cut.slice(0, cut.lastIndexOf(" ")) : cut} …`
}
