// Buttons that copy a field's text: [data-copy=<id of the field>]. Without script, people select it.

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Press Ctrl+C"; // no secure context, or not allowed: the text is selected
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
