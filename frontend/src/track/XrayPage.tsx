import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { XrayPageQuery } from '../__generated__/XrayPageQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { buttonClass } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import css from './Xray.module.css'
import { XrayFilters } from './XrayFilters'
import { askedIn, openedIn } from './xraySearch'

const XrayFigures = lazy(() => import('./XrayFigures').then((loaded) => ({ default: loaded.XrayFigures })))
const XrayInside = lazy(() => import('./XrayInside').then((loaded) => ({ default: loaded.XrayInside })))
const XrayBehind = lazy(() => import('./XrayBehind').then((loaded) => ({ default: loaded.XrayBehind })))

const query = graphql`
  query XrayPageQuery {
    journeyTemplates {
      id
      kind
      zh
      en
      team {
        name
      }
    }
    teams {
      id
      name
    }
  }
`

/** The X-ray of the journeys by a template: where they stand, go on, wait and are lost; what is asked is in the URL. */
export function XrayPage() {
  const { t } = useLingui()
  return (
    <Page
      title={t`X-ray of journeys`}
      padded
      actions={
        <>
          <Link to={paths.journeys()} className={buttonClass('plain')}>
            {t`To the journeys`}
          </Link>
          <Link to={paths.journeyTemplates()} className={buttonClass('plain')}>
            {t`Templates`}
          </Link>
        </>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Asked />
      </Boundary>
    </Page>
  )
}

function Asked() {
  const { t } = useLingui()
  const both = useBoth()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [now] = useState(() => new Date())
  const { journeyTemplates, teams } = useLazyLoadQuery<XrayPageQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const template = journeyTemplates.find(({ id }) => id === values.template) ?? journeyTemplates[0]
  if (!template) return <EmptyState scene="list" title={t`The firm has no journey template yet.`} />
  const asked = askedIn(values, template.id, now)
  const opened = openedIn(values.behind)
  const key = JSON.stringify(asked)
  return (
    <div className={css.panel}>
      <div className={css.tools}>
        <Choice
          label={t`Template`}
          items={journeyTemplates.map((each) => ({
            value: each.id,
            label: each.team ? `${both(each)} · ${each.team.name}` : both(each),
          }))}
          value={template.id}
          onChange={(id) => setSearch({ template: id, behind: null })}
        />
        <XrayFilters asked={asked} teams={teams} />
      </div>
      <Boundary key={`figures ${key}`} fallback={<SkeletonRows rows={10} />}>
        <XrayFigures asked={asked} />
      </Boundary>
      {opened && (
        <Boundary key={`${key} ${values.behind}`} fallback={<SkeletonRows rows={6} />}>
          <Suspense fallback={<SkeletonRows rows={6} />}>
            <XrayBehind asked={asked} opened={opened} />
          </Suspense>
        </Boundary>
      )}
      <Boundary key={`inside ${key}`} fallback={<SkeletonRows rows={10} />}>
        <XrayInside asked={asked} />
      </Boundary>
    </div>
  )
}
