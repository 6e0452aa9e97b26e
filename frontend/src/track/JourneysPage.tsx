import { useLingui } from '@lingui/react/macro'
import { ScanLine, Settings2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { JourneysPageQuery } from '../__generated__/JourneysPageQuery.graphql'
import css from '../book/Journeys.module.css'
import { useBoth } from '../book/journeyWords'
import { UserChoice } from '../book/UserChoice'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { buttonClass } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { useNarrow } from '../ui/useNarrow'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'

const JourneyBoard = lazy(() => import('./JourneyBoard').then((loaded) => ({ default: loaded.JourneyBoard })))
const JourneyList = lazy(() => import('./JourneyList').then((loaded) => ({ default: loaded.JourneyList })))

const query = graphql`
  query JourneysPageQuery {
    journeyMap {
      template {
        id
        zh
        en
        archivedAt
        team {
          name
        }
      }
      stages {
        journeys
        clients
      }
    }
  }
`

/** Journeys by a template: a board of its stages, or a list; what is shown is in the URL. */
export function JourneysPage() {
  const { t } = useLingui()
  const mayXray = useRight('Query.journeyXray')
  return (
    <Page
      title={t`Journeys`}
      fixed
      actions={
        <>
          {mayXray && (
            <Link to={paths.xray()} className={buttonClass('plain')}>
              <ScanLine size={14} aria-hidden="true" />
              {t`X-ray`}
            </Link>
          )}
          <Link to={paths.journeyTemplates()} className={buttonClass('plain')}>
            <Settings2 size={14} aria-hidden="true" />
            {t`Templates`}
          </Link>
        </>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Journeys />
      </Boundary>
    </Page>
  )
}

function Journeys() {
  const { t } = useLingui()
  const both = useBoth()
  const narrow = useNarrow()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [turn, setTurn] = useState(0)
  const again = { fetchPolicy: 'store-and-network', fetchKey: turn } as const
  const { journeyMap } = useLazyLoadQuery<JourneysPageQuery>(query, {}, again)
  const template = journeyMap.find((each) => each.template.id === values.template) ?? journeyMap[0]
  if (!template) return <EmptyState scene="list" title={t`The firm has no journey template yet.`} />
  const listed = values.show === 'list'
  const filter = {
    template: template.template.id,
    states: ['open', 'held'],
    ...(values.owner ? { owner: values.owner } : {}),
    ...(values.overdue ? { overdue: true } : {}),
  }
  const journeys = template.stages.reduce((sum, stage) => sum + stage.journeys, 0)
  const clients = template.stages.reduce((sum, stage) => sum + stage.clients, 0)
  const changed = () => setTurn((n) => n + 1)
  return (
    <>
      <div className={css.tools}>
        <Choice
          label={t`Template`}
          items={journeyMap.map(({ template: each }) => ({
            value: each.id,
            label: each.team ? `${both(each)} · ${each.team.name}` : both(each),
          }))}
          value={template.template.id}
          onChange={(id) => setSearch({ template: id })}
        />
        <UserChoice
          label={t`Responsible`}
          value={values.owner ?? null}
          clearable
          onChange={(owner) => setSearch({ owner })}
        />
        <Choice
          label={t`Shown as`}
          items={[
            { value: 'board', label: t`Board` },
            { value: 'list', label: t`List` },
          ]}
          value={listed ? 'list' : 'board'}
          onChange={(show) => setSearch({ show: show === 'list' ? 'list' : null })}
        />
        <Toggle
          label={t`Only overdue in their stage`}
          checked={Boolean(values.overdue)}
          onChange={(on) => setSearch({ overdue: on ? '1' : null })}
        />
        <span className={css.meta}>{t`${journeys} journeys of ${clients} clients by stage`}</span>
      </div>
      <div className={listed || narrow ? css.list : css.board}>
        <Suspense fallback={<SkeletonRows rows={8} />}>
          <Boundary key={JSON.stringify(filter)} fallback={<SkeletonRows rows={8} />}>
            {listed ? (
              <JourneyList filter={filter} />
            ) : (
              <JourneyBoard template={template.template.id} filter={filter} onChanged={changed} />
            )}
          </Boundary>
        </Suspense>
      </div>
    </>
  )
}
