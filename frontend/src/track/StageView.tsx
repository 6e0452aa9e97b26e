import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { StageView_stage$key } from '../__generated__/StageView_stage.graphql'
import css from '../book/Journeys.module.css'
import { useBoth, useJourneyWords } from '../book/journeyWords'
import { Badge } from '../ui/Badge'
import { useOwnerWords } from './useOwnerWords'

const fragment = graphql`
  fragment StageView_stage on JourneyStage {
    key
    place
    zh
    en
    targetDays
    loss
    playbook {
      zh
      en
    }
    tasks {
      key
      zh
      en
      owner
      days
      evidence
      mandatory
      compliance
      checklist {
        zh
        en
      }
    }
    criteria {
      key
      zh
      en
      sentence
    }
  }
`

/** What a stage asks for, to be read. */
export function StageView({ stage: ref }: { stage: StageView_stage$key }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useJourneyWords()
  const owner = useOwnerWords()
  const stage = useFragment(fragment, ref)
  const playbook = both(stage.playbook)
  return (
    <li className={css.edited}>
      <header className={css.head}>
        <h3>{`${stage.place + 1}. ${both(stage)}`}</h3>
        <span className={css.meta}>
          {stage.targetDays == null ? t`as long as it takes` : t`planned ${stage.targetDays} d`}
          {!stage.loss && ` · ${t`cannot be lost here`}`}
        </span>
      </header>
      {playbook && <p className={css.playbook}>{playbook}</p>}
      <ul className={css.rows}>
        {stage.tasks.map((task) => (
          <li key={task.key} className={css.row}>
            <span>
              {both(task)}
              <small>
                {[
                  owner.word(task.owner),
                  t`due in ${task.days} workdays`,
                  task.evidence !== 'none' && t`leaves: ${words.evidence(task.evidence)}`,
                  task.checklist.length > 0 && task.checklist.map(both).join(t`, `),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            {task.compliance ? (
              <Badge hue="violet">{t`Compliance`}</Badge>
            ) : task.mandatory ? (
              <Badge>{t`Mandatory`}</Badge>
            ) : (
              <span className={css.meta}>{t`free`}</span>
            )}
          </li>
        ))}
      </ul>
      {stage.criteria.length > 0 && (
        <ul className={css.rows} aria-label={t`Exit criteria`}>
          {stage.criteria.map((criterion) => (
            <li key={criterion.key} className={css.row}>
              <span>
                {both(criterion)}
                <small>{criterion.sentence}</small>
              </span>
              <Badge hue="teal">{t`Exit criterion`}</Badge>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}
