import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import css from '../book/Journeys.module.css'
import { useBoth, useJourneyWords } from '../book/journeyWords'
import { Button } from '../ui/Button'
import { Does, EditedRow } from './EditedRow'
import { StageFields } from './StageFields'
import { TaskTemplateDialog } from './TaskTemplateDialog'
import { type EditedStage, emptyCriterion, emptyTask, put, replaced } from './templateContent'
import { useOwnerWords } from './useOwnerWords'

const CriterionDialog = lazy(() => import('./CriterionDialog').then((loaded) => ({ default: loaded.CriterionDialog })))

type Props = {
  stage: EditedStage
  place: number
  onChange: (stage: EditedStage) => void
  onUp: (() => void) | null
  onDown: (() => void) | null
  onRemove: () => void
}

/** A stage that is edited: folded to its name and how much it asks for, or with all it says. */
export function StageEditor({ stage, place, onChange, onUp, onDown, onRemove }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useJourneyWords()
  const owners = useOwnerWords()
  const [open, setOpen] = useState(stage.zh === '')
  const [task, setTask] = useState<number | null>(null)
  const [criterion, setCriterion] = useState<number | null>(null)
  const change = (more: Partial<EditedStage>) => onChange({ ...stage, ...more })
  const name = both(stage) || t`New stage`
  const { tasks, criteria } = stage
  const swap = <Item,>(items: readonly Item[], n: number, by: number, set: (next: Item[]) => void) =>
    n + by >= 0 && n + by < items.length ? () => set(put(items, n, n + by)) : null
  const setTasks = (next: EditedStage['tasks']) => change({ tasks: next })
  const setCriteria = (next: EditedStage['criteria']) => change({ criteria: next })
  return (
    <li className={css.edited}>
      <header className={css.head}>
        <h4>{`${place}. ${name}`}</h4>
        <span className={css.meta}>{t`${tasks.length} tasks, ${criteria.length} exit criteria`}</span>
        <Does name={name} onEdit={() => setOpen(!open)} onUp={onUp} onDown={onDown} onRemove={onRemove} />
      </header>
      {open && (
        <>
          <StageFields stage={stage} onChange={change} />
          <h5>{t`Tasks made when it is entered`}</h5>
          <ol className={css.rows}>
            {tasks.map((each, n) => (
              <EditedRow
                key={each.key}
                name={both(each) || each.key}
                about={[
                  owners.word(each.owner),
                  t`due in ${each.days} workdays`,
                  each.compliance ? t`compliance` : each.mandatory ? t`mandatory` : t`free`,
                  each.evidence !== 'none' && words.evidence(each.evidence),
                ]
                  .filter(Boolean)
                  .join(' · ')}
                onEdit={() => setTask(n)}
                onUp={swap(tasks, n, -1, setTasks)}
                onDown={swap(tasks, n, 1, setTasks)}
                onRemove={() => setTasks(tasks.filter((_, at) => at !== n))}
              />
            ))}
          </ol>
          <div>
            <Button small look="quiet" disabled={tasks.length >= 30} onClick={() => setTask(tasks.length)}>
              <Plus size={13} aria-hidden="true" />
              {t`Add a task`}
            </Button>
          </div>
          <h5>{t`Exit criteria`}</h5>
          <ol className={css.rows}>
            {criteria.map((each, n) => (
              <EditedRow
                key={each.key}
                name={both(each) || each.key}
                about={t`by a condition`}
                onEdit={() => setCriterion(n)}
                onUp={swap(criteria, n, -1, setCriteria)}
                onDown={swap(criteria, n, 1, setCriteria)}
                onRemove={() => setCriteria(criteria.filter((_, at) => at !== n))}
              />
            ))}
          </ol>
          <div>
            <Button small look="quiet" disabled={criteria.length >= 12} onClick={() => setCriterion(criteria.length)}>
              <Plus size={13} aria-hidden="true" />
              {t`Add an exit criterion`}
            </Button>
          </div>
        </>
      )}
      {task !== null && (
        <TaskTemplateDialog
          task={tasks[task] ?? emptyTask(tasks)}
          onDone={(next) => {
            setTasks(replaced(tasks, task, next))
            setTask(null)
          }}
          onClose={() => setTask(null)}
        />
      )}
      {criterion !== null && (
        <Suspense fallback={null}>
          <CriterionDialog
            criterion={criteria[criterion] ?? emptyCriterion(criteria)}
            onDone={(next) => {
              setCriteria(replaced(criteria, criterion, next))
              setCriterion(null)
            }}
            onClose={() => setCriterion(null)}
          />
        </Suspense>
      )}
    </li>
  )
}
