import { useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { MailsPage_query$key } from '../__generated__/MailsPage_query.graphql'
import type { MailsPagePageQuery } from '../__generated__/MailsPagePageQuery.graphql'
import type { MailsPageQuery } from '../__generated__/MailsPageQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { MailItem } from './MailItem'
import css from './MailsPage.module.css'
import { useMailBell } from './mailBell'

const query = graphql`
  query MailsPageQuery($state: String!) {
    ...MailsPage_query @arguments(state: $state)
  }
`
const fragment = graphql`
  fragment MailsPage_query on Query
  @argumentDefinitions(
    state: { type: "String!" }
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
  )
  @refetchable(queryName: "MailsPagePageQuery") {
    incomingMails(state: $state, first: $first, after: $after)
      @connection(key: "MailsPage_incomingMails", filters: ["state"]) {
      totalCount
      edges {
        node {
          id
          ...MailItem_mail
        }
      }
    }
  }
`
const STATES = ['open', 'logged', 'thrown'] as const
type State = (typeof STATES)[number]

/** What came to one's secret address: first what waits for a word whose it is. */
export function MailsPage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const state = STATES.find((each) => each === values.state) ?? 'open'
  const titles: Record<State, string> = { open: t`Waiting`, logged: t`With a client`, thrown: t`Thrown away` }
  return (
    <Page title={t`Mails`} padded>
      <Tabs
        label={t`Mails`}
        value={state}
        onChange={(next) => setSearch({ state: next === 'open' ? null : next })}
        tabs={STATES.map((id) => ({
          id,
          title: titles[id],
          body: () => (
            <Boundary fallback={<SkeletonRows rows={6} />}>
              <List key={id} state={id} />
            </Boundary>
          ),
        }))}
      />
    </Page>
  )
}

function List({ state }: { state: State }) {
  const { t, i18n } = useLingui()
  const whole = useLazyLoadQuery<MailsPageQuery>(query, { state }, { fetchPolicy: 'store-and-network' })
  const page = usePaginationFragment<MailsPagePageQuery, MailsPage_query$key>(fragment, whole)
  const { refetch } = page
  const again = useCallback(() => {
    refetch({ state }, { fetchPolicy: 'network-only' })
  }, [refetch, state])
  useMailBell(again)
  const { edges, totalCount } = page.data.incomingMails
  if (edges.length === 0) return <Nothing state={state} />
  return (
    <>
      <p className={css.count}>{t`${count(totalCount, i18n.locale)} mails`}</p>
      <ul className={css.list}>
        {edges.map(({ node }) => (
          <li key={node.id}>
            <MailItem mail={node} />
          </li>
        ))}
      </ul>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(20)}
        shown={edges.length}
        total={totalCount}
      />
    </>
  )
}

function Nothing({ state }: { state: State }) {
  const { t } = useLingui()
  if (state === 'logged') return <EmptyState scene="list" title={t`No mail was kept yet.`} />
  if (state === 'thrown') return <EmptyState scene="list" title={t`No mail was thrown away.`} />
  return (
    <EmptyState
      scene="done"
      title={t`No mail waits.`}
      actions={<Link to={paths.profile('mail')}>{t`My address for mails`}</Link>}
    >
      {t`Mails that you forward to your secret address go to the client they name. What names no client, or several, waits here.`}
    </EmptyState>
  )
}
