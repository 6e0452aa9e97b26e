import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { AutomationViewQuery, AutomationViewQuery$data } from '../../__generated__/AutomationViewQuery.graphql'
import css from '../../book/Journeys.module.css'
import { useBoth } from '../../book/journeyWords'
import { paths } from '../../paths'
import { Failure } from '../../relay/failure'
import { Badge } from '../../ui/Badge'
import { Boundary } from '../../ui/Boundary'
import { Button, buttonClass } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState, Note } from '../../ui/ErrorState'
import { Link } from '../../ui/Link'
import { Moment } from '../../ui/Moment'
import { Page, Section } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../../viewer/url'
import { useRight } from '../../viewer/Viewer'
import { AutomationActs } from './AutomationActs'
import { AutomationFigures } from './AutomationFigures'
import { AutomationSwitch } from './AutomationSwitch'
import own from './Automations.module.css'
import { AutomationVersions } from './AutomationVersions'
import { contentOf, emptyContent } from './content'
import { FlowView } from './FlowView'
import { Told } from './Told'

const AutomationEditor = lazy(() => import('./AutomationEditor').then((l) => ({ default: l.AutomationEditor })))
const HookPanel = lazy(() => import('./HookPanel').then((l) => ({ default: l.HookPanel })))

const query = graphql`
  query AutomationViewQuery($id: ID!) {
    automation(id: $id) {
      id
      zh
      en
      kind
      number
      on
      fault
      faultAt
      dueAt
      archivedAt
      content
      draft {
        version
        base
        content
        savedAt
      }
      ...AutomationSwitch_automation
      ...AutomationActs_automation
      ...AutomationFigures_automation
      ...AutomationVersions_automation
      ...HookPanel_automation
    }
  }
`
type Found = NonNullable<AutomationViewQuery$data['automation']>
export type AutomationDraft = Found['draft']
export type Begun = { number: number; content: unknown }

/** What an automation does, how it goes, and its versions; or the editor of the next one. */
export function AutomationView({ id }: { id: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const [turn, setTurn] = useState(0)
  const again = { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn } as const
  const { automation } = useLazyLoadQuery<AutomationViewQuery>(query, { id }, again)
  const mayPublish = useRight('Mutation.publishAutomation')
  const mayRuns = useRight('Query.automationRuns')
  const { edit } = useSearchValues()
  const setSearch = useSetSearch()
  const [from, setFrom] = useState<Begun | null>(null)
  if (!automation) return <ErrorState page failure={new Failure('NOT_FOUND', '')} />
  const newest: Begun = {
    number: automation.number,
    content: automation.content ?? emptyContent(automation.zh, automation.en),
  }
  const changed = () => setTurn((n) => n + 1)
  const begin = (version: Begun | null) => {
    setFrom(version)
    setSearch({ edit: '1' })
  }
  const end = () => {
    setFrom(null)
    setSearch({ edit: null })
    changed()
  }
  const begun = mayPublish && Boolean(edit)
  return (
    <Page
      title={both(automation)}
      padded
      actions={
        <>
          <span className={own.badges}>
            <AutomationSwitch automation={automation} />
          </span>
          {mayRuns && (
            <Link to={paths.automationRuns({ automation: id })} className={buttonClass('plain')}>
              {t`Runs`}
            </Link>
          )}
          <AutomationActs automation={automation} onChanged={changed} />
        </>
      }
    >
      <div className={css.panel}>
        <p className={own.badges}>
          <Link to={paths.automations()}>{t`Automations`}</Link>
          {automation.archivedAt && <Badge>{t`Out of use`}</Badge>}
          {automation.dueAt && (
            <span className={own.meta}>
              {t`Next time`} <Moment at={automation.dueAt} exact />
            </span>
          )}
        </p>
        {automation.fault && <Fault fault={automation.fault} at={automation.faultAt} />}
        {begun ? (
          <Boundary fallback={<SkeletonRows rows={10} />}>
            <AutomationEditor
              key={from?.number ?? 'draft'}
              automation={id}
              from={from ?? newest}
              newest={newest}
              draft={automation.draft}
              goesOn={!from}
              onPublished={end}
              onClose={end}
            />
          </Boundary>
        ) : (
          <Section
            title={automation.number > 0 ? t`In force: version ${automation.number}` : t`Not published yet`}
            actions={
              mayPublish && !automation.archivedAt ? (
                <Button small look={automation.number ? 'plain' : 'primary'} onClick={() => begin(null)}>
                  {automation.draft ? t`Go on with the draft` : t`Edit the automation`}
                </Button>
              ) : undefined
            }
          >
            {automation.content ? (
              <div className={css.panel}>
                <Told content={automation.content} />
                <Boundary fallback={<SkeletonRows rows={5} />}>
                  <FlowView content={contentOf(automation.content)} />
                </Boundary>
              </div>
            ) : (
              <EmptyState small title={t`It says nothing yet, and does nothing.`} />
            )}
          </Section>
        )}
        <AutomationFigures automation={automation} onChanged={changed} />
        {automation.kind === 'webhook' && (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <HookPanel automation={automation} onChanged={changed} />
          </Suspense>
        )}
        {automation.number > 0 && (
          <AutomationVersions automation={automation} onBegin={mayPublish ? begin : null} onChanged={changed} />
        )}
      </div>
    </Page>
  )
}

/** Why it cannot run, though it is on. */
function Fault({ fault, at }: { fault: string; at: string | null | undefined }) {
  const { t } = useLingui()
  return (
    <Note tone="warn">
      {t`It rests: its condition names what is no more (${fault}). A mended version wakes it.`} <Moment at={at} />
    </Note>
  )
}
