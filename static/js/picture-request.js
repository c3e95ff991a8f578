// Asks the desk's picture endpoints. XMLHttpRequest, as fetch() tells nothing of an upload's progress.

export const TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"]
export const MAX_BYTES = 20 * 1024 * 1024

// The cookie first: it is still right after a new login in another tab.
function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)
  return cookie?.[1] ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? ""
}

// The server reads a bounded head of each part, and gives the file a name of its own anyway.
const short = (name) => (name.length > 120 ? name.slice(0, 80) + name.slice(-40) : name)

/** POST the fields; resolves with { status, answer }: 0 without a connection, null for no JSON.
    progress(share from 0 to 1). signal: an AbortSignal. */
export function send(url, fields, { progress = () => {}, signal } = {}) {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof File) data.append(name, value, short(value.name))
    else data.append(name, value)
  }
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open("POST", url)
    request.setRequestHeader("X-CSRFToken", token())
    request.setRequestHeader("Accept", "application/json")
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total)
    })
    request.addEventListener("loadend", () => {
      resolve({ status: request.status, answer: parsed(request.responseText) })
    })
    signal?.addEventListener("abort", () => request.abort())
    request.send(data)
  })
}

/** POST the fields; resolves with the answer, rejects with an Error whose message is for people.
    `error.again`: whether the same may work later. */
export async function post(url, fields, progress) {
  const { status, answer } = await send(url, fields, { progress })
  if (status === 200 && answer) return answer
  throw failure(status, answer)
}

/** Upload one file, after a look at what the server would refuse anyway. */
export function upload(url, file, progress) {
  if (file.size > MAX_BYTES) return refuse("The file is too large: the limit is 20 MB.")
  if (file.type && !TYPES.includes(file.type)) {
    return refuse("This is no PNG, JPEG, WebP, GIF or AVIF picture.")
  }
  return post(url, { file }, progress)
}

const refuse = (message) => Promise.reject(new Error(message))

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function failure(status, answer) {
  const error = new Error(answer?.message ?? reason(status))
  error.again = [0, 200, 401, 403].includes(status) || status >= 500
  return error
}

function reason(status) {
  if (status === 0) return "No connection. Nothing was lost; try again."
  if (status === 200) return "You are logged out. Log in again in another tab; then try again."
  if (status === 413) return "The file is too large: the limit is 20 MB."
  if (status === 403) return "The desk did not recognise this page any more. Reload it and try again."
  return `The server could not do it (${status}). Try again.`
}
