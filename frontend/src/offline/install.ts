/** Lets the browser keep the app's own files, so that it opens without a network. Only where the build wrote them. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  window.addEventListener('load', () => {
    // A browser that refuses (private windows, a policy of the firm) has the app as before, online.
    navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => undefined)
  })
}
