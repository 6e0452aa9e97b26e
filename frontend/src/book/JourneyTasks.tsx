import { useLingui } from '@lingui/react/macro'
import { Circle, CircleCheck, CircleSlash } from 'lucide-react'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { JourneyTasks_journey$key } from '../__generated__/JourneyTasks_journey.graphql'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Moment } from '../ui/Moment'
import css from './Journeys.module.css'
import { JourneyTaskDialog } from './JourneyTaskDialog'

const fragment = graphql`
  fragment JourneyTasks_journey on Journey {
    stage
    tasks {
      id
      title
      state
      dueAt
      stage
      mandatory
      compliance
      checklist {
        done
      }
      assignee {
        name
      }
      waivedBy {
        name
      }
    }
  }
`
const signs: Record<string, typeof Circle> = { done: CircleCheck, cancelled: CircleSlash }

/** The tasks of the present stage: open ones first, mandatory before free ones. */
export function JourneyTasks({ journey, onChanged }: { journey: JourneyTasks_journey$key; onChanged: () => void }) {
  const { t } = useLingui()
  const { stage, tasks } = useFragment(fragment, journey)
  const [open, setOpen] = useState<{ id: string; title: string } | null>(null)
  const rank = (task: { state: string; mandatory: boolean }) =>
    (task.state === 'open' ? 0 : 2) + (task.mandatory ? 0 : 1)
  const own = (tasks ?? []).filter((task) => task.stage === stage).sort((a, b) => rank(a) - rank(b))
  if (own.length === 0) return <p className={css.meta}>{t`This stage has no tasks.`}</p>
  return (
    <>
      <ul className={css.tasks} aria-label={t`Tasks of the stage`}>
        {own.map((task) => {
          const Sign = signs[task.state] ?? Circle
          const ticked = task.checklist.filter(({ done }) => done).length
          return (
            <li key={task.id} className={css.task}>
              <Sign size={16} aria-hidden="true" />
              <span>
                <TextButton onClick={() => setOpen({ id: task.id, title: task.title })}>{task.title}</TextButton>{' '}
                <small className={css.meta}>
                  {[task.assignee?.name, task.checklist.length > 0 && `${ticked}/${task.checklist.length}`]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </span>
              <span className={css.badges}>
                {task.compliance ? (
                  <Badge hue="violet">{t`Compliance`}</Badge>
                ) : (
                  task.mandatory && <Badge>{t`Mandatory`}</Badge>
                )}
                {task.waivedBy ? (
                  <small className={css.meta}>{t`Waived by ${task.waivedBy.name}`}</small>
                ) : (
                  task.state === 'open' && task.dueAt && <Moment at={task.dueAt} />
                )}
              </span>
            </li>
          )
        })}
      </ul>
      {open && <JourneyTaskDialog {...open} onDone={onChanged} onClose={() => setOpen(null)} />}
    </>
  )
}
