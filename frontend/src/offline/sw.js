/**
 * Keeps the app's own files, so that it opens without a network and says so. Never an answer of the server about
 * anybody: nothing of /graphql, /auth or /files is looked at here.
 */
const NAME = 'startrail-__VERSION__'
const FILES = '__FILES__'
const PAGE = '/'

self.addEventListener('install', (event) => {
  // No skipWaiting: pages that are open go on with the files they were built with.
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([PAGE, ...FILES])))
})

self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith('startrail-') && name !== NAME)
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  // The page itself is asked of the server first: it carries the policy and the nonce of its own answer.
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match(PAGE)))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(kept(request))
})

/** A file whose name holds its content's hash: once kept it never changes. */
async function kept(request) {
  const found = await caches.match(request)
  if (found) return found
  const answer = await fetch(request)
  if (answer.ok) {
    const copy = answer.clone()
    const cache = await caches.open(NAME)
    await cache.put(request, copy)
  }
  return answer
}
