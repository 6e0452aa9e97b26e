import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { ServiceByHand_service$key } from '../__generated__/ServiceByHand_service.graphql'
import type { ServiceByHandEndMutation } from '../__generated__/ServiceByHandEndMutation.graphql'
import { useServiceCells } from '../book/useServiceCells'
import { date } from '../format/date'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { TextButton } from '../ui/Button'
import { Link } from '../ui/Link'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'

const fragment = graphql`
  fragment ServiceByHand_service on ClientService {
    byHand {
      id
      version
      cell
      until
      reason
      askedBy {
        name
      }
      decidedBy {
        name
      }
    }
    asked {
      id
      cell
      until
      reason
      approval
      askedBy {
        name
      }
    }
    levelsByHand {
      id
      cell
      until
      state
      askedBy {
        name
      }
    }
  }
`
const endOne = graphql`
  mutation ServiceByHandEndMutation($input: VersionedInput!) {
    endServiceLevel(input: $input) {
      id
    }
  }
`
type Props = { service: ServiceByHand_service$key; onPropose: () => void; onEnded: () => void }

/** What two people said of a client's service level: what holds, what waits, what was; and asking for another. */
export function ServiceByHand({ service, onPropose, onEnded }: Props) {
  const { t } = useLingui()
  const { byHand, asked, levelsByHand } = useFragment(fragment, service)
  const cells = useServiceCells(levelsByHand.length > 0)
  const words = useFailureText()
  const state = useStateWords()
  const [run, busy] = useChange<ServiceByHandEndMutation>(endOne)
  const mayPropose = useRight('Mutation.proposeServiceLevel')
  const mayEnd = useRight('Mutation.endServiceLevel')
  const mayRead = useRight('Query.approval')
  const who = (user: { readonly name?: string | null } | null | undefined) => user?.name ?? '—'
  const end = async () => {
    if (!byHand) return
    const outcome = await run({ input: { id: byHand.id, version: byHand.version } })
    if (!outcome.ok) return toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    toast(t`Ended. The matrix decides again.`)
    onEnded()
  }
  const earlier = levelsByHand.filter((each) => each.id !== byHand?.id && each.id !== asked?.id)
  return (
    <section aria-label={t`Service level by hand`}>
      {byHand && (
        <p>
          {t`By hand until ${date(byHand.until)}, proposed by ${who(byHand.askedBy)}, approved by ${who(byHand.decidedBy)}: ${byHand.reason}`}{' '}
          {mayEnd && (
            <TextButton disabled={busy} onClick={() => void end()}>
              {t`End it now`}
            </TextButton>
          )}
        </p>
      )}
      {asked && (
        <p>
          {t`Asked for by ${who(asked.askedBy)}: ${cells.word(asked.cell)} until ${date(asked.until)}, not decided yet.`}{' '}
          {mayRead && asked.approval && (
            <Link to={paths.approvals({ tab: 'all', open: asked.approval })}>{t`The approval`}</Link>
          )}
        </p>
      )}
      {earlier.length > 0 && (
        <ol aria-label={t`Earlier levels by hand`}>
          {earlier.map((each) => (
            <li key={each.id}>
              {cells.word(each.cell)} · {date(each.until)} · {who(each.askedBy)} · {state(each.state)}
            </li>
          ))}
        </ol>
      )}
      {mayPropose && !asked && <TextButton onClick={onPropose}>{t`Propose another level…`}</TextButton>}
    </section>
  )
}

function useStateWords(): (state: string) => string {
  const { t } = useLingui()
  const words: Record<string, string> = {
    held: t({ message: 'In force', context: 'service level' }),
    over: t({ message: 'Ran out', context: 'service level' }),
    refused: t({ message: 'Not granted', context: 'service level' }),
    ended: t({ message: 'Ended early', context: 'service level' }),
  }
  return (state) => words[state] ?? state
}
