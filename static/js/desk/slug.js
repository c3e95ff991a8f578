// Shows which address the title will get, as the empty field's placeholder.

export function slugProposal(form) {
  const title = form.querySelector("#id_title")
  const slug = form.querySelector("input#id_slug")
  if (!title || !slug || slug.readOnly) return
  const most = slug.maxLength > 0 ? slug.maxLength : 80
  const propose = () => (slug.placeholder = slugify(title.value).slice(0, most).replace(/-+$/, ""))
  title.addEventListener("input", propose)
  title.addEventListener("change", propose)
  propose()
}

/** Django's slugify(), for ASCII. */
export function slugify(text) {
  const plain = text
    .normalize("NFKD")
    .replace(/[^\x00-\x7f]/g, "")
    .toLowerCase()
  return plain
    .replace(/[^\w\s-]/g, "")
    .replace(/[-\s]+/g, "-")
    .replace(/^[-_]+|[-_]+$/g, "")
}
