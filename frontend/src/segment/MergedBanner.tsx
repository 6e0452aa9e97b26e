import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { graphql, useFragment, useRelayEnvironment } from 'react-relay'
import type { MergedBanner_client$key } from '../__generated__/MergedBanner_client.graphql'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { FailureLine, Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { toast } from '../ui/Toasts'
import { useGo, useSearchValues } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './MergedBanner.module.css'
import { unmergeOne } from './unmerge'

const fragment = graphql`
  fragment MergedBanner_client on Client {
    mergedInto {
      id
      name
    }
    merges {
      id
      mergedAt
      undoUntil
      by {
        name
      }
      other {
        id
        name
      }
    }
  }
`

/** What the record was merged from, with the way back while there is one; leads on from a record that went over. */
export function MergedBanner({ client }: { client: MergedBanner_client$key }) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const go = useGo()
  const mayUndo = useRight('Mutation.unmergeClients')
  const { mergedInto, merges } = useFragment(fragment, client)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const target = mergedInto?.id
  const { tab } = useSearchValues()
  // Its own history stays where it was: whoever asks for that is not led on.
  const stays = tab === 'history'
  useEffect(() => {
    if (target && !stays) go(paths.client(target), { replace: true })
  }, [target, stays, go])
  if (mergedInto) {
    return (
      <Note>
        {t`This record was merged into`} <Link to={paths.client(mergedInto.id)}>{mergedInto.name ?? '—'}</Link>
      </Note>
    )
  }
  if (!merges?.length) return null
  const undo = async (id: string) => {
    setBusy(true)
    const refused = await unmergeOne(environment, id)
    setBusy(false)
    setFailure(refused)
    if (!refused) toast(t`The merge was undone.`)
  }
  return (
    <div className={css.banner}>
      {merges.map(({ id, mergedAt, undoUntil, by, other }, n) => {
        const open = n === 0 && mayUndo && new Date(undoUntil) > new Date()
        const [name, who, on] = [other?.name ?? t`another record`, by?.name ?? '—', dateTime(mergedAt)]
        const until = dateTime(undoUntil).slice(0, 10)
        return (
          <Note key={id}>
            <span className={css.line}>
              <span>
                {t`Merged from ${name} on ${on} by ${who}.`} {open && t`Can be undone until ${until}.`}{' '}
                {other && <Link to={paths.client(other.id, 'history')}>{t`Its history`}</Link>}
              </span>
              {open && (
                <Button small busy={busy} onClick={() => void undo(id)}>
                  {t`Undo merge`}
                </Button>
              )}
            </span>
          </Note>
        )
      })}
      <FailureLine failure={failure} />
    </div>
  )
}
