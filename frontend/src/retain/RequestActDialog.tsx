import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestActDialogQuery } from '../__generated__/RequestActDialogQuery.graphql'
import { UserChoice } from '../book/UserChoice'
import { dateTime } from '../format/date'
import type { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextArea } from '../ui/TextField'
import { useRequestWords } from './requestWords'
import type { Given, RunAct } from './useRequestActs'

const query = graphql`
  query RequestActDialogQuery($id: ID!) {
    client(id: $id) {
      interactions(first: 10) {
        nodes {
          id
          at
          summary
          by {
            name
          }
        }
      }
    }
  }
`
type Props = {
  act: string
  title: string
  client: string | null
  run: RunAct
  busy: boolean
  onClose: () => void
}

/** The word that goes with an act: what was answered and how, who gets it, what came of it. */
export function RequestActDialog({ act, title, client, run, busy, onClose }: Props) {
  const { t } = useLingui()
  const words = useRequestWords()
  const [given, setGiven] = useState<Given>({ kind: 'call', cause: 'process' })
  const [failure, setFailure] = useState<Failure | null>(null)
  const change = (more: Partial<Given>) => setGiven((old) => ({ ...old, ...more }))
  const kinds = [
    { value: 'call', label: t`By telephone` },
    { value: 'message', label: t`By message` },
    { value: 'email', label: t`By mail` },
    { value: 'meeting', label: t`In a meeting` },
    { value: 'visit', label: t`At a visit` },
  ]
  const needs = !['wait', 'assign'].includes(act) && !(act === 'answer' && given.interaction)
  const lacks =
    (needs && !given.text?.trim()) ||
    (act === 'assign' && !given.owner) ||
    (act === 'conclude' && given.justified === undefined)
  const go = async () => {
    const refused = await run(act, given)
    if (refused) return setFailure(refused)
    onClose()
  }
  const label =
    { answer: t`What was answered`, resolve: t`What came of it`, conclude: t`What came of it`, wait: t`What for` }[
      act
    ] ?? t`Why`
  return (
    <Dialog title={title.replace('…', '')} open onClose={onClose} size={480}>
      <Stack>
        {act === 'assign' && (
          <UserChoice
            label={t`To whom`}
            required
            value={given.owner ?? null}
            onChange={(owner) => change({ owner: owner ?? '' })}
          />
        )}
        {act === 'answer' && (
          <>
            {client && (
              <Boundary fallback={<SkeletonRows rows={1} />}>
                <Talks
                  client={client}
                  value={given.interaction ?? null}
                  onChange={(interaction) => change({ interaction })}
                />
              </Boundary>
            )}
            {!given.interaction && (
              <Choice
                label={t`How`}
                required
                items={kinds}
                value={given.kind ?? 'call'}
                onChange={(kind) => change({ kind: kind ?? 'call' })}
              />
            )}
          </>
        )}
        {act === 'conclude' && (
          <>
            <Choice
              label={t`Was it justified?`}
              required
              items={[
                { value: 'yes', label: t`Yes` },
                { value: 'no', label: t`No` },
              ]}
              value={given.justified === undefined ? null : given.justified ? 'yes' : 'no'}
              onChange={(next) => change({ justified: next === 'yes' })}
            />
            <Choice
              label={t`Cause`}
              required
              items={words.causes}
              value={given.cause ?? 'process'}
              onChange={(cause) => change({ cause: cause ?? 'other' })}
            />
          </>
        )}
        {act !== 'assign' && (
          <TextArea
            label={label}
            required={needs}
            rows={3}
            maxLength={4000}
            value={given.text ?? ''}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
        )}
        {act === 'answer' && !given.interaction && (
          <p>{t`It is written down as a conversation, and the clock stops.`}</p>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={lacks} onClick={() => void go()}>
          {title.replace('…', '')}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

type TalksProps = { client: string; value: string | null; onChange: (value: string | null) => void }

function Talks({ client: id, value, onChange }: TalksProps) {
  const { t } = useLingui()
  const { client } = useLazyLoadQuery<RequestActDialogQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const talks = client?.interactions?.nodes ?? []
  if (talks.length === 0) return null
  return (
    <Choice
      label={t`Already written down?`}
      clearable
      placeholder={t`No, write it down now`}
      items={talks.map((each) => ({ value: each.id, label: `${dateTime(each.at)} · ${each.summary ?? ''}` }))}
      value={value}
      onChange={onChange}
    />
  )
}
