// One question to the desk's server, and its answer as plain data: nothing here throws.

const LONGEST = 20000 // ms

const STATES = { 401: "login", 409: "stale" }

/** POST the data; returns the answer's JSON with `state`: saved, stale, login, offline, refused. */
export async function ask(url, body) {
  let response
  try {
    response = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual", // a redirect leads to the login page
      signal: AbortSignal.timeout(LONGEST),
    })
  } catch {
    return { state: "offline" }
  }
  if (response.type === "opaqueredirect") return { state: "login" }
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return { ...answer, state: "saved" }
  if (response.status >= 500) return { state: "offline", server: true }
  return { ...answer, state: STATES[response.status] ?? "refused", status: response.status }
}
