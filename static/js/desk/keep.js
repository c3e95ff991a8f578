// Copies of what was typed, in this browser's database: they outlive a crash of either side.

const TABLE = "copies"
const OLD = 30 * 24 * 3600 * 1000 // ms; after that nobody asks any more

let opened = null

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("desk", 1)
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "id" })
    request.onsuccess = () => resolve(request.result)
    request.onerror = request.onblocked = () => reject(request.error)
  })
  return opened
}

async function run(mode, act) {
  const database = await open()
  return new Promise((resolve, reject) => {
    // strict: on the disk, not only on its way there, before we call it kept.
    const change = database.transaction(TABLE, mode, { durability: "strict" })
    const request = act(change.objectStore(TABLE))
    change.oncomplete = () => resolve(request.result)
    change.onabort = change.onerror = () => reject(change.error)
  })
}

/** copy: {id, user, post, key, at (ms), rows, labels, count, base} */
export const put = (copy) => run("readwrite", (table) => table.put(copy))
export const drop = (id) => run("readwrite", (table) => table.delete(id))

/** This user's copies of a post ("" for new ones), newest first; `live`: still being written. */
export async function copies(user, post) {
  const all = await run("readonly", (table) => table.getAll())
  const live = await beingWritten()
  const now = Date.now()
  for (const copy of all) if (now - copy.at > OLD) drop(copy.id)
  return all
    .filter((copy) => copy.user === user && copy.post === post && now - copy.at <= OLD)
    .map((copy) => ({ ...copy, live: live.has(copy.id) }))
    .sort((one, other) => other.at - one.at)
}

/** While a page is open it holds a lock by the name of its copy. */
export function claim(id) {
  navigator.locks?.request(`desk:${id}`, () => new Promise(() => {})).catch(() => {})
}

async function beingWritten() {
  if (!navigator.locks) return new Set()
  const { held } = await navigator.locks.query()
  return new Set(held.map((lock) => lock.name.replace(/^desk:/, "")))
}
