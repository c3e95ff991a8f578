// The admin's select2 stands in for a select, and says nothing of its label: give it the name.

const jQuery = window.django?.jQuery

jQuery?.(() => {
  for (const select of document.querySelectorAll("select.admin-autocomplete[id]")) name(select)
})

function name(select) {
  const words = select.labels?.[0]?.textContent.trim()
  const box = select.nextElementSibling
  if (!words || !box?.classList.contains("select2")) return
  const described = select.getAttribute("aria-describedby")
  for (const part of box.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")) {
    part.removeAttribute("aria-labelledby")
    part.setAttribute("aria-label", words)
    if (described) part.setAttribute("aria-describedby", described)
  }
  jQuery(select).on("select2:open", () => {
    const field = document.querySelector(".select2-container--open .select2-search__field")
    field?.setAttribute("aria-label", words)
    document.querySelector(".select2-results__options")?.setAttribute("aria-label", words)
    field?.focus()
  })
}
