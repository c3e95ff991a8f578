// The HTML of a clipboard as Markdown. Pure: text in, text out; "" if there is nothing to keep.

const LIMIT = 20000 // nodes; a longer paste stays the plain text that it also is
const LONGEST = 2 * 1024 * 1024 // characters; even to read a longer one takes seconds
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
const REPORTED = /([\s"'/])(style|on[a-z]+)(?=\s*=)/gi
const BLOCK =
  /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|DIV|DL|DT|DD|FIGURE|FOOTER|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|TABLE|UL)$/
const FORMATTED =
  "a[href],b,strong,i,em,code,pre,h1,h2,h3,h4,h5,h6,ul,ol,blockquote,table,img,hr,del,s"
const WEIGHT = /font-weight:\s*(\d+|bold|normal)/
const DROPPED = "script,style,meta,title,link,noscript,template,svg,iframe,object,button,input"

export function toMarkdown(html) {
  if (html.length > LONGEST) return ""
  const root = new DOMParser().parseFromString(quiet(html), "text/html").body
  for (const node of root.querySelectorAll(DROPPED)) node.remove()
  if (root.querySelectorAll("*").length > LIMIT || !hasForm(root)) return ""
  return blocks(root)
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
}

/** Inline styles and handlers would be reported by the page's own policy, although the document
 *  is never shown: the styles are read under another name. */
const quiet = (html) =>
  html.replace(TAG, (tag) =>
    tag.replace(REPORTED, (_, before, name) => before + (/^style/i.test(name) ? "data-look" : "data-off")),
  )

function hasForm(root) {
  if (root.querySelector(FORMATTED)) return true
  return [...root.querySelectorAll("[data-look]")].some((node) => bold(node) || italic(node))
}

const look = (node) => node.dataset.look ?? ""
function bold(node) {
  const weight = WEIGHT.exec(look(node))?.[1]
  if (weight) return weight === "bold" || Number(weight) >= 600
  return /^(B|STRONG)$/.test(node.tagName)
}
function italic(node) {
  if (/font-style:\s*normal/.test(look(node))) return false
  return /^(I|EM)$/.test(node.tagName) || /font-style:\s*italic/.test(look(node))
}

function blocks(parent) {
  const parts = []
  let run = []
  const flush = () => {
    const text = inline(run).trim()
    if (text) parts.push(text)
    run = []
  }
  for (const node of parent.childNodes) {
    if (isBlock(node)) {
      flush()
      parts.push(block(node))
    } else run.push(node)
  }
  flush()
  return parts.filter(Boolean).join("\n\n")
}

/** An inline element that wraps blocks (a whole document in one <b>) counts as a block. */
function isBlock(node) {
  return node.nodeType === 1 && (BLOCK.test(node.tagName) || [...node.children].some(isBlock))
}

function block(node) {
  const name = node.tagName
  if (/^H[1-6]$/.test(name)) {
    const text = inline(node.childNodes)
      .trim()
      .replaceAll("\n", " ")
      .replace(/^\*\*(.*)\*\*$/, "$1")
    return text && `${"#".repeat(Math.max(2, Number(name[1])))} ${text}`
  }
  if (name === "HR") return "---"
  if (name === "PRE") return fence(node.textContent)
  if (name === "BLOCKQUOTE") return blocks(node).replace(/^/gm, "> ")
  if (name === "UL" || name === "OL") return list(node)
  if (name === "TABLE") return table(node)
  return blocks(node)
}

function fence(text) {
  const mark = text.includes("```") ? "~~~" : "```"
  return `${mark}\n${text.replace(/\n$/, "")}\n${mark}`
}

function list(node) {
  let number = Number(node.getAttribute("start")) || 1
  const items = []
  for (const child of node.children) {
    if (/^(UL|OL)$/.test(child.tagName)) {
      items.push(list(child).replace(/^/gm, "    ")) // some editors nest without an item
    } else {
      const mark = node.tagName === "OL" ? `${number++}. ` : "- "
      const text = blocks(child).replace(/\n\n(?=\s*(?:[-*+]|\d+\.) )/g, "\n")
      items.push(mark + text.replace(/\n(?=.)/g, "\n    "))
    }
  }
  return items.join("\n")
}

function table(node) {
  const rows = [...node.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("th,td")].map((cell) =>
      inline(cell.childNodes)
        .trim()
        .replace(/\s*\n\s*/g, " ")
        .replaceAll("|", "\\|"),
    ),
  )
  const width = Math.max(0, ...rows.map((row) => row.length))
  if (!width) return ""
  if (width === 1) return rows.map((row) => row[0]).join("\n\n") // a table for looks
  const line = (cells) =>
    `| ${Array.from({ length: width }, (_, i) => cells[i] ?? "").join(" | ")} |`
  return [line(rows[0]), line(Array(width).fill("---")), ...rows.slice(1).map(line)].join("\n")
}

function inline(nodes) {
  return [...nodes]
    .map(phrase)
    .join("")
    .replace(/ *\n */g, "\n")
    .replace(/ {2,}/g, " ")
}

function phrase(node) {
  if (node.nodeType === 3) return node.data.replace(/[\s\u00a0]+/g, " ")
  if (node.nodeType !== 1) return ""
  if (node.tagName === "BR") return "\n"
  if (node.tagName === "IMG") return picture(node)
  if (node.tagName === "CODE") return node.textContent.trim() && `\`${node.textContent.trim()}\``
  let text = isBlock(node) ? blocks(node) : inline(node.childNodes)
  if (node.tagName === "A") text = link(node, text)
  if (/^(DEL|S|STRIKE)$/.test(node.tagName)) text = around("~~", text)
  if (italic(node)) text = around("_", text)
  return bold(node) ? around("**", text) : text
}

/** The marks stand at the words: "** bold**" would not be bold. */
function around(mark, text) {
  const words = text.trim()
  return words ? text.replace(words, () => mark + words + mark) : text
}

function link(node, text) {
  const href = node.getAttribute("href") ?? ""
  const words = text.trim()
  if (!words || !/^(https?:|mailto:|\/(?!\/))/i.test(href)) return text
  if (words === href) return text.replace(words, () => `<${href}>`)
  const address = href
    .replace(/[()\s]/g, encodeURIComponent)
    .replaceAll("(", "%28")
    .replaceAll(")", "%29")
  return text.replace(words, () => `[${words}](${address})`)
}

function picture(node) {
  const source = node.getAttribute("src") ?? ""
  return /^https?:/i.test(source) ? `![${node.alt.replace(/[[\]]/g, "")}](${source})` : ""
}
