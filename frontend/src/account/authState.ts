import { useEffect, useState } from 'react'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'

export type AuthState = {
  signedIn: boolean
  firstRun: boolean
  demo: boolean
  demoLogins: { email: string; role: string }[]
}

/** What the server says to somebody who has not signed in. [state, failure]; both null while asking. */
export function useAuthState(): [AuthState | null, Failure | null] {
  const [state, setState] = useState<AuthState | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    const controller = new AbortController()
    exchange<AuthState>('/auth/state', undefined, controller.signal)
      .then(setState)
      .catch((error) => controller.signal.aborted || setFailure(asFailure(error)))
    return () => controller.abort()
  }, [])
  return [state, failure]
}
