import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useMemo } from 'react'
import { graphql, useLazyLoadQuery, useSubscription } from 'react-relay'
import type { GraphQLSubscriptionConfig } from 'relay-runtime'
import type { ClientPageQuery } from '../__generated__/ClientPageQuery.graphql'
import type { ClientPageSubscription } from '../__generated__/ClientPageSubscription.graphql'
import { InteractionList } from '../book/InteractionList'
import { TaskList } from '../book/TaskList'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { ErrorState } from '../ui/ErrorState'
import { usePageTitle } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { type Tab, Tabs } from '../ui/Tabs'
import { bestLevel, reaches } from '../viewer/access'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import { ClientActions } from './ClientActions'
import { ClientDetails } from './ClientDetails'
import { ClientFigures } from './ClientFigures'
import { ClientIdentity } from './ClientIdentity'
import css from './ClientPage.module.css'
import { NO_STREAM } from './streamSearch'

const ClientApprovals = lazy(() =>
  import('../book/ClientApprovals').then((loaded) => ({ default: loaded.ClientApprovals })),
)
const ContactPanel = lazy(() => import('../retain/ContactPanel').then((loaded) => ({ default: loaded.ContactPanel })))
const ClientCare = lazy(() => import('../book/ClientCare').then((loaded) => ({ default: loaded.ClientCare })))
const ClientPredictions = lazy(() =>
  import('../analyze/ClientPredictions').then((loaded) => ({ default: loaded.ClientPredictions })),
)
const ClientSignals = lazy(() => import('../book/ClientSignals').then((loaded) => ({ default: loaded.ClientSignals })))
const DocumentsPanel = lazy(() => import('./DocumentsPanel').then((loaded) => ({ default: loaded.DocumentsPanel })))
const DuplicateHint = lazy(() => import('./DuplicateHint').then((loaded) => ({ default: loaded.DuplicateHint })))
const HistoryPanel = lazy(() => import('./HistoryPanel').then((loaded) => ({ default: loaded.HistoryPanel })))
const HoldingsPanel = lazy(() => import('./HoldingsPanel').then((loaded) => ({ default: loaded.HoldingsPanel })))
const JourneyPanel = lazy(() => import('../book/JourneyPanel').then((loaded) => ({ default: loaded.JourneyPanel })))
const MergedBanner = lazy(() => import('./MergedBanner').then((loaded) => ({ default: loaded.MergedBanner })))
const ClientRequests = lazy(() => import('../retain/ClientRequests').then((m) => ({ default: m.ClientRequests })))
const NeedsPanel = lazy(() => import('./NeedsPanel').then((loaded) => ({ default: loaded.NeedsPanel })))
const OrdersPanel = lazy(() => import('./OrdersPanel').then((loaded) => ({ default: loaded.OrdersPanel })))
const ProposalsPanel = lazy(() => import('./ProposalsPanel').then((loaded) => ({ default: loaded.ProposalsPanel })))
const RelationsPanel = lazy(() => import('./RelationsPanel').then((loaded) => ({ default: loaded.RelationsPanel })))
const SuitabilityPanel = lazy(() =>
  import('./SuitabilityPanel').then((loaded) => ({ default: loaded.SuitabilityPanel })),
)
const TimelinePanel = lazy(() => import('./TimelinePanel').then((loaded) => ({ default: loaded.TimelinePanel })))

const query = graphql`
  query ClientPageQuery($id: ID!) {
    client(id: $id) {
      id
      name
      relation
      ...ClientIdentity_client
      ...ClientActions_client
      ...ClientFigures_client
      ...ClientDetails_client
      mergedInto {
        id
      }
      merges {
        id
      }
      ...MergedBanner_client
      interactions(first: 5) {
        nodes {
          id
          ...InteractionList_interaction
        }
      }
      tasks(first: 5, open: true) {
        nodes {
          id
          ...TaskRow_task
        }
      }
    }
  }
`
const subscription = graphql`
  subscription ClientPageSubscription($id: ID!) {
    clientChanged(id: $id) {
      ...ClientIdentity_client
      ...ClientActions_client
      ...ClientFigures_client
      ...ClientDetails_client
      ...MergedBanner_client
    }
  }
`

/** Everything about one client. The tab is in the URL. */
export function ClientPage() {
  const { clientId } = useParams({ strict: false }) as { clientId: string }
  return <Whole key={clientId} id={clientId} />
}

function Whole({ id }: { id: string }) {
  const { t } = useLingui()
  const { client } = useLazyLoadQuery<ClientPageQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const config = useMemo<GraphQLSubscriptionConfig<ClientPageSubscription>>(
    () => ({ subscription, variables: { id } }),
    [id],
  )
  useSubscription(config)
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const choose = useCallback(
    (tab: string) => setSearch({ ...NO_STREAM, tab: tab === 'details' ? null : tab }),
    [setSearch],
  )
  const mayMerge = useRight('Query.mergeCandidates')
  const mayNeeds = useRight('Query.needs')
  const mayRequests = useRight('Query.requests')
  const mayJourneys = useRight('Query.journeys')
  const mayOrders = useRight('Query.orders')
  const mayPropose = useRight('Query.proposals')
  const mayContact = useRight('Query.messages')
  const mayApprovals = useRight('Query.approvals')
  const maySuit = useRight('Query.qualifications')
  const { access } = useViewer()
  const mayCare = reaches(bestLevel(access, 'Client.care'), 'VIEW')
  const mayPredictions = reaches(bestLevel(access, 'Client.predictions'), 'VIEW')
  const maySignals = reaches(bestLevel(access, 'Client.signals'), 'VIEW')
  usePageTitle(client?.name ?? t`Client`)
  if (!client) return <ErrorState page failure={new Failure('NOT_FOUND', '')} />
  const tabs: Tab[] = [
    { id: 'details', title: t`Details`, body: () => <ClientDetails client={client} /> },
    { id: 'holdings', title: t`Holdings and transactions`, body: () => <HoldingsPanel id={id} /> },
    ...(mayJourneys ? [{ id: 'journey', title: t`Journey`, body: () => <JourneyPanel id={id} /> }] : []),
    ...(mayApprovals ? [{ id: 'approvals', title: t`Approvals`, body: () => <ClientApprovals id={id} /> }] : []),
    { id: 'documents', title: t`Documents`, body: () => <DocumentsPanel id={id} /> },
    ...(maySuit ? [{ id: 'suitability', title: t`Suitability`, body: () => <SuitabilityPanel id={id} /> }] : []),
    ...(mayPropose ? [{ id: 'proposals', title: t`Proposals`, body: () => <ProposalsPanel id={id} /> }] : []),
    ...(mayOrders ? [{ id: 'orders', title: t`Orders`, body: () => <OrdersPanel id={id} /> }] : []),
    ...(mayContact ? [{ id: 'contact', title: t`Contact and consent`, body: () => <ContactPanel id={id} /> }] : []),
    ...(mayRequests ? [{ id: 'requests', title: t`Requests`, body: () => <ClientRequests id={id} /> }] : []),
    ...(mayPredictions
      ? [{ id: 'predictions', title: t`Predictions`, body: () => <ClientPredictions id={id} /> }]
      : []),
    ...(maySignals ? [{ id: 'signals', title: t`Signals`, body: () => <ClientSignals id={id} /> }] : []),
    ...(mayCare
      ? [{ id: 'care', title: t({ message: 'Care', context: 'page' }), body: () => <ClientCare id={id} /> }]
      : []),
    { id: 'timeline', title: t`Timeline`, body: () => <TimelinePanel id={id} /> },
    ...(mayNeeds ? [{ id: 'needs', title: t`Needs`, body: () => <NeedsPanel id={id} /> }] : []),
    { id: 'relations', title: t`Relations and household`, body: () => <RelationsPanel id={id} /> },
    { id: 'history', title: t`History and origin`, body: () => <HistoryPanel id={id} /> },
  ]
  const tab = tabs.some((each) => each.id === values.tab) ? (values.tab ?? 'details') : 'details'
  return (
    <article className={css.page}>
      <header className={css.head}>
        <ClientIdentity client={client} />
        <ClientActions client={client} />
      </header>
      {mayMerge && !client.mergedInto && (
        <Suspense fallback={null}>
          <DuplicateHint id={id} />
        </Suspense>
      )}
      {Boolean(client.mergedInto || client.merges?.length) && (
        <Suspense fallback={null}>
          <MergedBanner client={client} />
        </Suspense>
      )}
      <ClientFigures client={client} />
      <div className={css.recent}>
        <section>
          <h2>{t`Last interactions`}</h2>
          <InteractionList interactions={client.interactions?.nodes ?? []} />
        </section>
        <section>
          <h2>{t`Open tasks`}</h2>
          <TaskList tasks={client.tasks?.nodes ?? []} withoutClient empty={t`No open task.`} />
        </section>
      </div>
      <Tabs
        label={t`About the client`}
        value={tab}
        onChange={choose}
        tabs={tabs.map((each) => ({
          ...each,
          body: () => <Boundary fallback={<SkeletonRows rows={6} />}>{each.body()}</Boundary>,
        }))}
      />
    </article>
  )
}
