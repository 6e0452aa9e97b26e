import { asFailure, Failure, failureOf, type ServerError } from './failure'
import { reportReachable } from './reach'

let language = 'en'

/** Sets the language every request asks answers in. */
export function speak(locale: string): void {
  language = locale
}

/** Seconds of a Retry-After header, null when there is none. */
function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null
}

/**
 * One JSON exchange with our own origin.
 *
 * Returns the parsed body. Throws Failure: OFFLINE when nothing answered, UNAVAILABLE for an answer that is not JSON,
 * otherwise the code in the body's `errors` for a status of 400 and above.
 */
export async function exchange<Answer>(path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      credentials: 'same-origin',
      signal: signal ?? null,
      headers: {
        accept: 'application/json',
        'accept-language': language,
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'x-startrail': '1' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    reportReachable(false)
    throw asFailure(error)
  }
  const answer = await answerOf<Answer & { errors?: ServerError[] }>(response)
  reportReachable(true)
  if (!response.ok) throw failureOf(answer?.errors, retryAfterOf(response))
  return answer
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.status === 204) return {} as Answer
  try {
    return (await response.json()) as Answer
  } catch {
    // A proxy's error page: the server behind it is not there, which differs from being offline.
    throw new Failure(response.status === 401 ? 'UNAUTHENTICATED' : 'UNAVAILABLE', '', {
      retryAfter: retryAfterOf(response),
    })
  }
}

/**
 * Sends a file as it is to our own origin; `onShare` hears how much is sent, from 0 to 1.
 *
 * Throws Failure as `exchange` does.
 */
export function sendFile<Answer>(path: string, file: File, onShare: (share: number) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of what is sent.
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.responseType = 'json'
    request.setRequestHeader('accept-language', language)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('x-startrail', '1')
    request.upload.onprogress = (event) => event.lengthComputable && onShare(event.loaded / event.total)
    request.onerror = () => {
      reportReachable(false)
      reject(new Failure('OFFLINE', ''))
    }
    request.onload = () => {
      reportReachable(true)
      const answer = request.response as (Answer & { errors?: ServerError[] }) | null
      if (request.status < 400 && answer) resolve(answer)
      else reject(answer?.errors ? failureOf(answer.errors) : new Failure('UNAVAILABLE', ''))
    }
    request.send(file)
  })
}
