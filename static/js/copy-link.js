// Copies what people cite with: the address of a place in the text, by its "#", and the citations.
// Without it the "#" is a link like any other, and a citation is selected by hand.

const status = document.querySelector(".copied");
let timer;

async function copy(text) {
  let said = status.dataset.done;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    said = status.dataset.failed; // no secure context, or not allowed
  }
  status.textContent = said;
  clearTimeout(timer);
  timer = setTimeout(() => { status.textContent = ""; }, 4000);
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const anchor = event.target.closest("a.anchor");
  if (anchor) copy(location.origin + location.pathname + anchor.hash);
  const button = event.target.closest("[data-copies]");
  if (button) copy(document.getElementById(button.dataset.copies).textContent);
});

for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;

// A link to the citations opens them, in browsers that do not do so by themselves.
function open() {
  if (location.hash === "#_cite") document.getElementById("_cite")?.setAttribute("open", "");
}
addEventListener("hashchange", open);
open();
