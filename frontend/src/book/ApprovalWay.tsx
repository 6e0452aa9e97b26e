import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { ApprovalWayMutation } from '../__generated__/ApprovalWayMutation.graphql'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Link } from '../ui/Link'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import css from './Journeys.module.css'

const again = graphql`
  mutation ApprovalWayMutation($input: AskJourneyApprovalInput!) {
    askJourneyApproval(input: $input) {
      id
      version
    }
  }
`
const OVER = ['rejected', 'withdrawn', 'expired', 'voided']
type Missing = {
  readonly key: string
  readonly approval: string | null | undefined
  readonly state: string | null | undefined
}
type Props = { journey: { readonly id: string; readonly version: number }; missing: Missing; onAsked: () => void }

/** The way to an approval that holds a journey: to it while it is undecided, else to ask for it anew. */
export function ApprovalWay({ journey, missing, onAsked }: Props) {
  const { t } = useLingui()
  const words = useFailureText()
  const [run, busy] = useChange<ApprovalWayMutation>(again)
  if (missing.approval && !OVER.includes(missing.state ?? '')) {
    return (
      <Link to={paths.approvals({ tab: 'all', open: missing.approval })} className={css.mend}>
        {t`To the approval`}
      </Link>
    )
  }
  const ask = async () => {
    const outcome = await run({ input: { id: journey.id, version: journey.version, kind: missing.key } })
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    toast(t`Asked again.`)
    onAsked()
  }
  return (
    <Button small busy={busy} onClick={() => void ask()}>
      {t`Ask again`}
    </Button>
  )
}
