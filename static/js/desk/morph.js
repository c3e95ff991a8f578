// Turns one element into another and touches only what differs: nothing flickers, pictures stay.

export function morph(now, next) {
  copyAttributes(now, next)
  const before = [...now.childNodes]
  const after = [...next.childNodes]
  let start = 0
  while (start < before.length && start < after.length && before[start].isEqualNode(after[start])) {
    start++
  }
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before.at(-1 - end).isEqualNode(after.at(-1 - end))) end++
  const old = before.slice(start, before.length - end)
  const fresh = after.slice(start, after.length - end)
  const place = before[before.length - end] ?? null
  fresh.forEach((node, index) => {
    const twin = old[index]
    if (twin && alike(twin, node)) morph(twin, node)
    else if (twin) twin.replaceWith(node)
    else now.insertBefore(node, place)
  })
  for (const node of old.slice(fresh.length)) node.remove()
}

const alike = (one, other) =>
  one.nodeType === 1 &&
  other.nodeType === 1 &&
  one.tagName === other.tagName &&
  other.hasChildNodes()

function copyAttributes(now, next) {
  for (const { name } of [...now.attributes])
    if (!next.hasAttribute(name)) now.removeAttribute(name)
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value)
  }
}
