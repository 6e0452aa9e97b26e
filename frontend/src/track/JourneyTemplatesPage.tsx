import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { JourneyTemplatesPageQuery } from '../__generated__/JourneyTemplatesPageQuery.graphql'
import css from '../book/Journeys.module.css'
import { useBoth, useJourneyWords } from '../book/journeyWords'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass, TextButton } from '../ui/Button'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { CopyTemplateDialog } from './CopyTemplateDialog'

const TemplateOutcome = lazy(() => import('./TemplateOutcome').then((loaded) => ({ default: loaded.TemplateOutcome })))
const TemplatePanel = lazy(() => import('./TemplatePanel').then((loaded) => ({ default: loaded.TemplatePanel })))

const query = graphql`
  query JourneyTemplatesPageQuery {
    journeyTemplates {
      id
      key
      kind
      zh
      en
      number
      archivedAt
      runningCount
      team {
        name
      }
    }
  }
`

/** The templates of journeys: which there are, what the chosen one says, its versions, and its editor. */
export function JourneyTemplatesPage() {
  const { t } = useLingui()
  return (
    <Page
      title={t`Journey templates`}
      padded
      actions={
        <Link to={paths.journeys()} className={buttonClass('plain')}>
          {t`To the journeys`}
        </Link>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Templates />
      </Boundary>
    </Page>
  )
}

function Templates() {
  const { t } = useLingui()
  const both = useBoth()
  const words = useJourneyWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [turn, setTurn] = useState(0)
  const again = { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn } as const
  const { journeyTemplates } = useLazyLoadQuery<JourneyTemplatesPageQuery>(query, {}, again)
  const mayCreate = useRight('Mutation.createJourneyTemplate')
  const mayOutcome = useRight('Query.journeyOutcomes')
  const [copying, setCopying] = useState(false)
  const chosen = journeyTemplates.find(({ id }) => id === values.template) ?? journeyTemplates[0]
  if (!chosen) return <EmptyState scene="list" title={t`The firm has no journey template yet.`} />
  const changed = () => setTurn((n) => n + 1)
  return (
    <div className={css.panel}>
      <DataTable
        label={t`Journey templates`}
        heads={[
          { id: 'name', title: t`Template` },
          { id: 'kind', title: t`Kind`, wide: true },
          { id: 'team', title: t`For the team` },
          { id: 'number', title: t`Version`, end: true },
          { id: 'running', title: t`Running`, end: true },
        ]}
      >
        {journeyTemplates.map((each) => (
          <tr key={each.id} aria-current={each.id === chosen.id ? 'true' : undefined}>
            <td>
              <TextButton onClick={() => setSearch({ template: each.id })}>{both(each)}</TextButton>{' '}
              {each.id === chosen.id && <Badge hue="blue">{t`Shown below`}</Badge>}
              {each.archivedAt && <Badge>{t`Out of use`}</Badge>}
            </td>
            <td className={wideCell}>{words.kind(each.kind)}</td>
            <td>{each.team?.name ?? t`The firm`}</td>
            <td className={endCell}>{each.number}</td>
            <td className={endCell}>{each.runningCount}</td>
          </tr>
        ))}
      </DataTable>
      {mayCreate && (
        <div>
          <Button small onClick={() => setCopying(true)}>{t`Copy “${both(chosen)}” as a new template…`}</Button>
        </div>
      )}
      {mayOutcome && (
        <Boundary fallback={<SkeletonRows rows={3} />}>
          <TemplateOutcome templates={journeyTemplates.map((each) => ({ id: each.id, name: both(each) }))} />
        </Boundary>
      )}
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <TemplatePanel key={chosen.id} id={chosen.id} onChanged={changed} />
      </Suspense>
      {copying && (
        <CopyTemplateDialog
          template={chosen.id}
          onMade={(id) => {
            changed()
            setSearch({ template: id })
          }}
          onClose={() => setCopying(false)}
        />
      )}
    </div>
  )
}
