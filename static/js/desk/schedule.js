// "Publish" reads "Schedule" while the date of publication is still ahead, by the site's clock.

export function scheduleLabel(form) {
  const button = form.querySelector("[data-site-clock]") // a live page's button has none
  const [date, time] = form.querySelectorAll("#id_date_published input")
  if (!button || !date || !time) return
  // The site's clock when the page was made, as if it were UTC: only differences matter.
  const opened = Date.parse(`${button.dataset.siteClock}Z`) - performance.now()
  const update = () => {
    const moment = Date.parse(`${date.value}T${time.value || "00:00"}Z`)
    button.textContent = moment > opened + performance.now() ? "Schedule" : "Publish"
  }
  form.addEventListener("input", update)
  form.addEventListener("change", update)
  form.addEventListener("desk:restored", update)
}
