// The edit form's behaviour. Each part looks for its own hooks and is silent without them.

import { wire as pictureField } from "../picture-field.js"
import { autosave } from "./autosave.js"
import { counters } from "./counters.js"
import { formsets } from "./formset.js"
import { guards } from "./guards.js"
import { linkPicker } from "./links.js"
import { continueLists } from "./lists.js"
import { modes } from "./modes.js"
import { pasteAsMarkdown } from "./paste.js"
import { preflight } from "./preflight.js"
import { watchOthers } from "./presence.js"
import { livePreview } from "./preview.js"
import { keepCopies } from "./recover.js"
import { scheduleLabel } from "./schedule.js"
import { selects } from "./selects.js"
import { shortcuts } from "./shortcuts.js"
import { slugProposal } from "./slug.js"
import { submitSafely } from "./submit.js"
import { suggestions } from "./suggestions.js"
import { pictures } from "./upload.js"
import { atWords } from "./words.js"

const form = document.querySelector("form[data-desk]")
if (form) start(form)

function start(form) {
  const { makeRows } = formsets(form)
  guards(form)
  selects(form)
  const body = form.querySelector("textarea#id_body")
  if (body) {
    linkPicker(form) // first: it moves the field into its own element
    pictures(form)
    pasteAsMarkdown(body)
    continueLists(body)
  }
  pictureField(form)
  modes(form)
  livePreview(form)
  preflight(form)
  slugProposal(form)
  counters(form)
  scheduleLabel(form)
  shortcuts(form)
  atWords(form)
  const copy = keepCopies(form, { makeRows })
  const saver = form.dataset.autosaveUrl ? autosave(form, copy) : null
  suggestions(form, saver)
  if (!saver) return
  submitSafely(form, saver)
  watchOthers(form, saver)
}
