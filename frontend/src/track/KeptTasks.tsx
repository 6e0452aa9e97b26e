import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { ListChecks, Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { KeptTasksArchiveMutation } from '../__generated__/KeptTasksArchiveMutation.graphql'
import type { KeptTasksQuery } from '../__generated__/KeptTasksQuery.graphql'
import type { KeptTasksUseMutation } from '../__generated__/KeptTasksUseMutation.graphql'
import { taskArrived } from '../book/taskBell'
import { useWords } from '../book/words'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { type KeptTask, KeptTaskDialog } from './KeptTaskDialog'
import css from './TaskRules.module.css'

const query = graphql`
  query KeptTasksQuery {
    taskTemplates {
      id
      version
      title
      body
      priority
      days
      evidence
      items
      team {
        id
        name
      }
    }
  }
`
const use = graphql`
  mutation KeptTasksUseMutation($input: UseTaskTemplateInput!) {
    useTaskTemplate(input: $input) {
      ...TaskRow_task
    }
  }
`
const archive = graphql`
  mutation KeptTasksArchiveMutation($input: ArchiveTaskTemplateInput!) {
    archiveTaskTemplate(input: $input) {
      id
      version
    }
  }
`

/** Tasks kept for reuse: with how they are done and what they consist of; anybody makes a task of one. */
export function KeptTasks() {
  const { t } = useLingui()
  const { word } = useWords()
  const words = useFailureText()
  const maySave = useRight('Mutation.saveTaskTemplate')
  const mayUse = useRight('Mutation.useTaskTemplate')
  const [fetchKey, setFetchKey] = useState(0)
  const again = () => setFetchKey((key) => key + 1)
  const { taskTemplates } = useLazyLoadQuery<KeptTasksQuery>(
    query,
    {},
    { fetchPolicy: fetchKey ? 'network-only' : 'store-and-network', fetchKey },
  )
  const [make, making] = useChange<KeptTasksUseMutation>(use)
  const [putAway, puttingAway] = useChange<KeptTasksArchiveMutation>(archive)
  const [edited, setEdited] = useState<KeptTask | 'new' | null>(null)
  const take = async (template: string) => {
    const outcome = await make({ input: { template } })
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    taskArrived()
    toast(t`The task was created.`)
  }
  const away = async ({ id, version }: KeptTask) => {
    const outcome = await putAway({ input: { id, version } })
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    again()
    const back = async () => {
      await putAway({ input: { id, version: version + 1 } })
      again()
    }
    toast(t`It is out of use.`, { action: { label: t`Undo`, run: () => void back() } })
  }
  return (
    <div className={css.list}>
      {maySave && (
        <div>
          <Button look="primary" small onClick={() => setEdited('new')}>
            <Plus size={14} aria-hidden="true" />
            {t`Keep a task`}
          </Button>
        </div>
      )}
      {taskTemplates.length === 0 && (
        <EmptyState icon={<ListChecks size={20} />} title={t`No task is kept yet.`}>
          {t`What a team does again and again stands here with its playbook, for everybody to begin from.`}
        </EmptyState>
      )}
      {taskTemplates.map((each) => (
        <article key={each.id} className={css.kept}>
          <header>
            <h3>{each.title}</h3>
            <span className={css.meta}>
              {[
                each.team?.name ?? t`Whole firm`,
                word('priorities', each.priority),
                t`${plural(each.days, { one: '# workday', other: '# workdays' })}`,
              ].join(' · ')}
            </span>
          </header>
          {each.body && <p>{each.body}</p>}
          {each.items.length > 0 && (
            <ol>
              {each.items.map((item) => (
                <li key={item}>{item}</li>
              ))}
            </ol>
          )}
          <footer>
            {mayUse && (
              <Button small busy={making} onClick={() => take(each.id)}>
                {t`Make a task of it`}
              </Button>
            )}
            {maySave && (
              <>
                <Button small onClick={() => setEdited(each)}>{t`Change…`}</Button>
                <Button small busy={puttingAway} onClick={() => away(each)}>{t`Take out of use`}</Button>
              </>
            )}
          </footer>
        </article>
      ))}
      {edited && (
        <KeptTaskDialog
          {...(edited === 'new' ? {} : { kept: edited })}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null)
            again()
          }}
        />
      )}
    </div>
  )
}
