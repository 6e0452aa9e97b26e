import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { TopicsDialogCreateMutation } from '../__generated__/TopicsDialogCreateMutation.graphql'
import type { TopicsDialogUpdateMutation } from '../__generated__/TopicsDialogUpdateMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import css from './TopicsDialog.module.css'

const create = graphql`
  mutation TopicsDialogCreateMutation($input: CreateTopicInput!) {
    createTopic(input: $input) {
      id
      version
      name
      retired
    }
  }
`
const update = graphql`
  mutation TopicsDialogUpdateMutation($input: UpdateTopicInput!) {
    updateTopic(input: $input) {
      id
      version
      name
      retired
    }
  }
`

type Topic = { id: string; version: number; name: string | null | undefined; retired: boolean | null | undefined }

/** The firm's list of topics: new ones, other names, ones that are offered no more. */
export function TopicsDialog({ topics, onClose }: { topics: readonly Topic[]; onClose: () => void }) {
  const { t } = useLingui()
  const [make, making] = useChange<TopicsDialogCreateMutation>(create)
  const [change, changing] = useChange<TopicsDialogUpdateMutation>(update)
  const [name, setName] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const add = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setFailure(null)
    const outcome = await make(
      { input: { name: name.trim() } },
      {
        updater: (store) => {
          const fresh = store.getRootField('createTopic')
          const known = store.getRoot().getLinkedRecords('topics')
          if (fresh && known) store.getRoot().setLinkedRecords([...known, fresh], 'topics')
        },
      },
    )
    if (outcome.ok) setName('')
    else setFailure(outcome.failure)
  }
  const set = async (topic: Topic, values: { name?: string; retired?: boolean }) => {
    setFailure(null)
    const outcome = await change({ input: { id: topic.id, version: topic.version, ...values } })
    if (!outcome.ok) setFailure(outcome.failure)
  }
  return (
    <Dialog title={t`Topics of conversations`} open onClose={onClose} size={440}>
      <ul className={css.list}>
        {topics.map((topic) => (
          <li key={topic.id} className={topic.retired ? css.retired : undefined}>
            <input
              key={topic.version}
              aria-label={t`Name`}
              className={css.name}
              defaultValue={topic.name ?? ''}
              disabled={changing || topic.retired === true}
              onBlur={({ currentTarget: { value } }) => {
                if (value.trim() && value.trim() !== topic.name) set(topic, { name: value.trim() })
              }}
            />
            <Button small onClick={() => set(topic, { retired: !topic.retired })} disabled={changing}>
              {topic.retired ? t`Offer again` : t`Retire`}
            </Button>
          </li>
        ))}
      </ul>
      <form onSubmit={add} className={css.add}>
        <TextField label={t`New topic`} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" look="primary" busy={making} disabled={name.trim() === ''}>{t`Add`}</Button>
      </form>
      <p className={css.hint}>{t`What was written down keeps its words.`}</p>
      <FailureLine failure={failure} />
    </Dialog>
  )
}
