import { Failure, failureOf } from '../relay/failure'

export type Sent = { upload: string; name: string; kind: string; size: number; preview: string | null }

/**
 * Sends one file up. Returns what the server made of it: what it is, is told by its content.
 *
 * `onShare` hears how much is sent, from 0 to 1. Throws Failure; OFFLINE when the connection broke.
 */
export function sendFile(file: File, locale: string, onShare: (share: number) => void): Promise<Sent> {
  // fetch tells nothing of how much is sent.
  const request = new XMLHttpRequest()
  return new Promise((resolve, reject) => {
    request.open('POST', `/files/uploads?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('x-startrail', '1')
    request.setRequestHeader('accept-language', locale)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) => event.lengthComputable && onShare(event.loaded / event.total)
    request.onerror = () => reject(new Failure('OFFLINE', ''))
    request.onload = () => {
      try {
        const answer = JSON.parse(request.responseText)
        if (request.status === 200) resolve(answer as Sent)
        else reject(failureOf(answer.errors))
      } catch {
        reject(new Failure('UNAVAILABLE', ''))
      }
    }
    request.send(file)
  })
}

/** Lets the browser save what a link gives, under the name the server says. */
export function saveLink(url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
