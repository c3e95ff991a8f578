// Picks every card of the page for an action, and says how many are picked.

const all = document.querySelector("[data-pick-all]")
const cards = [...document.querySelectorAll(".picture-card-pick")]

if (all && cards.length) {
  const box = all.querySelector("input")
  const count = all.querySelector("[role=status]")
  const tell = () => {
    const picked = cards.filter((card) => card.checked).length
    box.checked = picked === cards.length
    box.indeterminate = picked > 0 && picked < cards.length
    count.textContent = picked ? `${picked} selected` : ""
  }
  box.addEventListener("change", () => {
    for (const card of cards) card.checked = box.checked
    tell()
  })
  for (const card of cards) card.addEventListener("change", tell)
  all.hidden = false
  tell()
}
