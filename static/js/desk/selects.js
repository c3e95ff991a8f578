// The admin's select2 fields: names for screen readers, and values in the order of their choice.

export function selects(form) {
  const jQuery = window.django?.jQuery
  if (!jQuery?.fn.select2) return
  // Its own script makes the fields when the page is ready; this one waits behind it.
  jQuery(() => {
    for (const select of form.querySelectorAll("select.select2-hidden-accessible"))
      dress(select, jQuery)
  })
}

function dress(select, jQuery) {
  const box = select.nextElementSibling
  const words = select.labels?.[0]?.textContent.replace(/[:*\s]+$/, "") || select.name
  name(box?.querySelector(".select2-selection[role=combobox]"), words)
  name(box?.querySelector(".select2-selection__rendered[role=textbox]"), words)
  name(box?.querySelector(".select2-search__field"), words)
  const field = jQuery(select)
  field.on("select2:open", () => {
    for (const part of document.querySelectorAll(
      ".select2-container--open .select2-search__field, .select2-container--open [role=listbox]",
    )) {
      name(part, words)
    }
  })
  if (select.multiple) {
    field.on("select2:select", (event) => {
      select.append(event.params.data.element)
      field.trigger("change")
    })
  }
}

function name(part, words) {
  part?.removeAttribute("aria-labelledby") // it names the value
  part?.setAttribute("aria-label", words)
}
