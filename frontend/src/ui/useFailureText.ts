import { useLingui } from '@lingui/react/macro'
import type { Failure } from '../relay/failure'

export type FailureText = { title: string; advice: string }

/** Words for a failure: the server's own sentence where it sent one, ours where nothing answered. */
export function useFailureText(): (failure: Failure) => FailureText {
  const { t } = useLingui()
  return (failure) => {
    switch (failure.code) {
      case 'OFFLINE':
        return {
          title: t`The server cannot be reached.`,
          advice: t`Nothing was changed. Check the network; what you typed stays here.`,
        }
      case 'UNAVAILABLE':
        return {
          title: failure.message || t`The service is not available right now.`,
          advice: t`Your data is safe. It usually comes back within a minute.`,
        }
      case 'FORBIDDEN':
        return {
          title: failure.message || t`Your role does not include this.`,
          advice: t`Ask the person who manages rights in your firm if you need it for your work.`,
        }
      case 'NOT_FOUND':
        return {
          title: failure.message || t`There is no such record, or you may not see it.`,
          advice: t`It may have been archived or moved to another team.`,
        }
      case 'RATE_LIMITED':
        return {
          title: failure.message || t`Too many requests.`,
          advice: failure.retryAfter ? t`Try again in ${failure.retryAfter} seconds.` : t`Try again in a moment.`,
        }
      default:
        return {
          title: failure.message || t`Something went wrong.`,
          advice: t`Nothing was changed. Try again; if it stays, give the reference to your administrator.`,
        }
    }
  }
}
