// On a picture's own page: a decorative picture has no alt text. What was written comes back
// when the mark is taken away again.

const mark = document.querySelector("#id_decorative")
const text = document.querySelector("#id_alt")
let kept = ""

function follow() {
  if (mark.checked && text.value) kept = text.value
  text.value = mark.checked ? "" : text.value || kept
  text.readOnly = mark.checked
}

if (mark && text) {
  mark.addEventListener("change", follow)
  text.readOnly = mark.checked && !text.value
}
