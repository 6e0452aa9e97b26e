import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { JourneyPart, XrayBehindQuery } from '../__generated__/XrayBehindQuery.graphql'
import { useBoth, useJourneyWords } from '../book/journeyWords'
import { dayOf } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Button, TextButton } from '../ui/Button'
import { DataTable, endCell, LoadMore, wideCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { XrayPath } from './XrayPath'
import type { Asked, Opened } from './xraySearch'

const query = graphql`
  query XrayBehindQuery($of: JourneyBehind!, $first: Int!) {
    journeysBehind(of: $of, first: $first) {
      totalCount
      pageInfo {
        hasNextPage
      }
      nodes {
        id
        state
        stageZh
        stageEn
        enteredAt
        expectedAmount
        client {
          id
          name
        }
        owner {
          name
        }
      }
    }
  }
`
const STEP = 20
const MOST = 200

/** The journeys behind a figure, those that wait longest first; each can be played back. */
export function XrayBehind({ asked, opened }: { asked: Asked; opened: Opened }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useJourneyWords()
  const { path } = useSearchValues()
  const setSearch = useSetSearch()
  const [first, setFirst] = useState(STEP)
  const of = { ...asked, ...opened, part: opened.part as JourneyPart }
  const { journeysBehind: page } = useLazyLoadQuery<XrayBehindQuery>(
    query,
    { of, first },
    { fetchPolicy: 'store-and-network' },
  )
  const titles: Record<string, string> = {
    STARTED: t`Journeys that began`,
    ENTERED: t`Journeys that entered the stage`,
    STAYED: t`Journeys that did not go on`,
    LOST: t`Lost journeys`,
    STANDING: t`Journeys in the stage`,
    LASTING: t`Journeys in the stage now`,
    BLOCKED: t`Journeys that wait for it`,
    UNDONE: t`Journeys with tasks not done in time`,
  }
  const title = titles[opened.part] ?? ''
  return (
    <Section
      title={title}
      actions={<Button small onClick={() => setSearch({ behind: null, path: null })}>{t`Close`}</Button>}
    >
      {page.nodes.length === 0 ? (
        <EmptyState scene="list" title={t`No journey here.`} />
      ) : (
        <DataTable
          label={title}
          heads={[
            { id: 'client', title: t`Client` },
            { id: 'stage', title: t`Stage` },
            { id: 'since', title: t`In it since`, end: true },
            { id: 'amount', title: t`Expected amount`, end: true, wide: true },
            { id: 'owner', title: t`Responsible`, wide: true },
            { id: 'path', title: t`Path`, end: true },
          ]}
        >
          {page.nodes.map((row) => (
            <tr key={row.id}>
              <td>
                <Link to={paths.client(row.client?.id ?? '', 'journey')}>{row.client?.name ?? '—'}</Link>
              </td>
              <td>
                {both({ zh: row.stageZh, en: row.stageEn })}{' '}
                {row.state !== 'open' && (
                  <Badge hue={row.state === 'held' ? 'amber' : 'neutral'}>{words.state(row.state)}</Badge>
                )}
              </td>
              <td className={endCell}>{dayOf(row.enteredAt)}</td>
              <td className={wideEndCell}>
                <Money cny={row.expectedAmount} />
              </td>
              <td className={wideCell}>{row.owner?.name ?? '—'}</td>
              <td className={endCell}>
                <TextButton
                  aria-label={t`Play back the path of ${row.client?.name ?? '—'}`}
                  onClick={() => setSearch({ path: row.id })}
                >
                  {t`Play back`}
                </TextButton>
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      <LoadMore
        hasNext={page.pageInfo.hasNextPage && first < MOST}
        loading={false}
        onMore={() => setFirst(Math.min(first + STEP * 2, MOST))}
        shown={page.nodes.length}
        total={page.totalCount ?? undefined}
      />
      {path && <XrayPath id={path} onClose={() => setSearch({ path: null })} />}
    </Section>
  )
}
