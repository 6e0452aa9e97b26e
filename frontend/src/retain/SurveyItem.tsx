import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { SurveyItem_survey$key } from '../__generated__/SurveyItem_survey.graphql'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { useRight } from '../viewer/Viewer'
import { outOf, scoreHue, useSurveyWords } from './surveyWords'
import css from './Voice.module.css'

const FollowDialog = lazy(() => import('./SurveyFollowDialog').then((m) => ({ default: m.SurveyFollowDialog })))

const fragment = graphql`
  fragment SurveyItem_survey on Survey {
    id
    version
    kind
    state
    score
    text
    createdAt
    askedAt
    answeredAt
    lowAt
    followedAt
    note
    followedBy {
      name
    }
    client {
      id
      name
    }
    request {
      id
      title
    }
    task {
      id
      state
    }
  }
`

/** One survey: what was answered, about what, and what came of it. `whose`: with the client's name. */
export function SurveyItem({ survey, whose }: { survey: SurveyItem_survey$key; whose: boolean }) {
  const { t } = useLingui()
  const words = useSurveyWords()
  const row = useFragment(fragment, survey)
  const may = useRight('Mutation.followSurvey')
  const [noting, setNoting] = useState(false)
  const low = row.lowAt !== null && row.lowAt !== undefined
  return (
    <>
      <div className={css.head}>
        {row.score !== null && row.score !== undefined ? (
          <Badge hue={scoreHue(row.kind, row.score)} shape={low ? 'cross' : 'dot'}>
            {t`${row.score} of ${outOf(row.kind)}`}
          </Badge>
        ) : (
          <Badge>{words.state(row.state)}</Badge>
        )}
        {whose && row.client && <Link to={paths.client(row.client.id, 'voice')}>{row.client.name ?? '—'}</Link>}
        <span>{words.kind(row.kind)}</span>
        <Moment at={row.answeredAt ?? row.askedAt ?? row.createdAt ?? ''} />
      </div>
      {row.text && <p className={css.text}>{row.text}</p>}
      {row.request && (
        <p className={css.meta}>
          <Link to={paths.requests({ request: row.request.id })}>{row.request.title}</Link>
        </p>
      )}
      {row.followedAt && (
        <p className={css.meta}>
          {t`Followed up by ${row.followedBy?.name ?? '—'}:`} {row.note}
        </p>
      )}
      {row.state === 'answered' && (
        <div className={css.acts}>
          {low && !row.followedAt && <Badge hue="amber">{t`Somebody should call`}</Badge>}
          {row.task && <Link to={paths.tasks({ task: row.task.id })}>{t`The task`}</Link>}
          {may && (
            <TextButton onClick={() => setNoting(true)}>
              {row.followedAt ? t`Change the note…` : t`Note what came of it…`}
            </TextButton>
          )}
        </div>
      )}
      {noting && (
        <Suspense fallback={null}>
          <FollowDialog
            survey={{ id: row.id, version: row.version, note: row.note ?? '' }}
            onClose={() => setNoting(false)}
          />
        </Suspense>
      )}
    </>
  )
}
