// Words for screen readers alone, said once, when something happened that only eyes would see.

let region = null

export function announce(words) {
  if (!region) {
    region = document.createElement("div")
    region.className = "visually-hidden"
    region.setAttribute("role", "status")
    document.body.append(region)
  }
  region.textContent = ""
  setTimeout(() => (region.textContent = words), 50) // a change, even if the words are the same
}
