// What the form says, as plain data: to compare, to keep in the browser, and to put back.

// Not part of the text: what belongs to the page, to the button pressed, or to that one sending.
const LEFT_OUT =
  /^(csrfmiddlewaretoken|base|key|post|action|review_note|update_date|update_note|_.*|.*-(INITIAL|MIN_NUM|MAX_NUM)_FORMS)$/

/** [[name, value], …] of the form as it stands, or as the server gave it. */
export function read(form, { given = false } = {}) {
  const rows = []
  for (const field of form.elements) {
    const { name, type, tagName } = field
    if (!name || LEFT_OUT.test(name) || field.disabled || type === "file") continue
    if (tagName === "BUTTON" || type === "submit" || type === "button" || type === "search")
      continue
    if (tagName === "SELECT") {
      const chosen = given ? givenOptions(field) : [...field.selectedOptions]
      for (const option of chosen) rows.push([name, option.value])
    } else if (type === "checkbox" || type === "radio") {
      if (given ? field.defaultChecked : field.checked) rows.push([name, field.value])
    } else {
      // A hidden field has no default of its own: setting its value changes the attribute.
      rows.push([name, (given ? field.defaultValue : field.value).replaceAll("\r\n", "\n")])
    }
  }
  return rows
}

function givenOptions(select) {
  const marked = [...select.options].filter((option) => option.defaultSelected)
  if (marked.length || select.multiple) return marked
  return [...select.options].filter((option) => !option.disabled).slice(0, 1)
}

export const sign = (rows) => JSON.stringify(rows)

/** The words that stand for the chosen values of the selects: {name: {value: words}}. */
export function labels(form) {
  const found = {}
  for (const select of form.querySelectorAll("select[name]")) {
    for (const option of select.selectedOptions) {
      ;(found[select.name] ??= {})[option.value] = option.text
    }
  }
  return found
}

/** Put kept rows back into the form. Fields that the rows do not name are left alone. */
export function write(form, rows, words = {}) {
  const values = Map.groupBy ? Map.groupBy(rows, ([name]) => name) : group(rows)
  for (const field of form.elements) {
    const { name, type, tagName } = field
    if (!name || LEFT_OUT.test(name) || type === "file" || tagName === "BUTTON") continue
    const wanted = (values.get(name) ?? []).map(([, value]) => value)
    if (tagName === "SELECT") choose(field, wanted, words[name] ?? {})
    else if (type === "checkbox" || type === "radio") field.checked = wanted.includes(field.value)
    else if (wanted.length && field.value !== wanted[0]) field.value = wanted[0]
    else continue
    field.dispatchEvent(new Event("change", { bubbles: true }))
  }
}

function group(rows) {
  const found = new Map()
  for (const row of rows) found.set(row[0], [...(found.get(row[0]) ?? []), row])
  return found
}

function choose(select, wanted, words) {
  const known = new Map([...select.options].map((option) => [option.value, option]))
  for (const option of select.options) option.selected = false
  for (const value of wanted) {
    const option = known.get(value) ?? select.add(new Option(words[value] ?? value, value)) ?? null
    const found = option ?? [...select.options].find((one) => one.value === value)
    found.selected = true
    if (select.multiple) select.append(found) // the order of the authors is theirs
  }
}

/** Call back on every change, also those of the admin's select2, which only jQuery hears. */
export function onChange(form, callback) {
  form.addEventListener("input", callback)
  form.addEventListener("change", callback)
  const jQuery = window.django?.jQuery
  jQuery?.(form).on("change", (event) => {
    if (!event.originalEvent) callback(event)
  })
}

/** The token of the newest login, which may be younger than this page. */
export function token(form) {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)
  const field = form.querySelector("input[name=csrfmiddlewaretoken]")
  if (cookie && field) field.value = cookie[1]
  return cookie?.[1] ?? field?.value ?? ""
}

/** The form's data as it is posted, without files and without the button that was pressed. */
export function data(form) {
  token(form)
  const body = new FormData(form)
  for (const [name, value] of [...body]) {
    if (value instanceof File) body.delete(name)
  }
  body.set("post", form.dataset.post ?? "")
  body.set("key", form.dataset.key ?? "")
  body.set("base", form.dataset.base ?? "")
  return body
}

export const MAX_TEXT = 512 * 1024 // bytes; the server's own limit

export function bytes(text) {
  return text.length * 3 <= MAX_TEXT ? text.length : new TextEncoder().encode(text).length
}
