// Remembers the choice between light and dark. In the head and not a module: the theme has to stand
// before the first paint. Without this file the choice holds for the page, by :has() in base.css.
(function () {
  const root = document.documentElement
  const read = () => { try { return localStorage.getItem("theme") } catch { return null } }
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme
    else delete root.dataset.theme
  }
  show(read())
  addEventListener("DOMContentLoaded", () => {
    const choices = document.querySelectorAll("input[name=_theme]")
    const now = root.dataset.theme || ""
    for (const choice of choices) {
      choice.checked = choice.value === now
      choice.addEventListener("change", () => {
        show(choice.value)
        try { localStorage.setItem("theme", choice.value) } catch { /* kept for this page alone */ }
      })
    }
  })
})()
