// Browsers send the files of a folder by their bare names: this sends where each of them lay.
// It also says at once what the server would refuse after a long upload.
for (const form of document.querySelectorAll("[data-import-folder]")) {
  const files = form.elements.files;
  const zip = form.elements.zip;
  const problem = form.querySelector("[data-import-problem]");
  const most = Number(form.dataset.mostFiles);

  const say = (words) => {
    problem.textContent = words;
    problem.hidden = !words;
  };

  files.addEventListener("change", () => {
    zip.value = "";
    const chosen = [...files.files];
    form.elements.paths.value = JSON.stringify(chosen.map((f) => f.webkitRelativePath || f.name));
    const many = chosen.length > most;
    say(many ? `The folder holds ${chosen.length} files; the limit is ${most}. Send a part, or a zip of the texts and pictures alone.` : "");
  });
  zip.addEventListener("change", () => {
    files.value = "";
    form.elements.paths.value = "";
    say("");
  });
  form.addEventListener("submit", (event) => {
    if (!zip.files.length && !files.files.length) {
      event.preventDefault();
      say("Choose a zip or a folder first.");
    } else if (files.files.length > most) {
      event.preventDefault();
      problem.focus();
    } else {
      form.querySelector("[data-import-wait]").hidden = false;
    }
  });
}
