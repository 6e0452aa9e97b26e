import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitBehindQuery } from '../__generated__/CockpitBehindQuery.graphql'
import { paths } from '../paths'
import { STEP, TierClients } from '../segment/TierClients'
import { Button } from '../ui/Button'
import { Link } from '../ui/Link'
import { useSetSearch } from '../viewer/url'
import css from './Cockpit.module.css'
import { type Asked, type Behind, listOf } from './cockpitSearch'

const query = graphql`
  query CockpitBehindQuery($id: String!, $window: KpiWindow!, $filter: KpiFilter, $measure: String!, $first: Int!) {
    kpis {
      definition {
        id
      }
      measures {
        key
        zh
        en
      }
    }
    kpiClients(id: $id, window: $window, filter: $filter, measure: $measure, first: $first) {
      ...TierClients_page
    }
  }
`

/** The clients behind a figure of the cockpit: those that were counted. */
export function CockpitBehind({
  asked,
  behind,
  members,
}: {
  asked: Asked
  behind: Behind
  members: readonly string[]
}) {
  const { t, i18n } = useLingui()
  const setSearch = useSetSearch()
  const [first, setFirst] = useState(STEP)
  const { window, filter } = asked
  const { kpis, kpiClients } = useLazyLoadQuery<CockpitBehindQuery>(
    query,
    { ...behind, window, filter, first },
    { fetchPolicy: 'store-and-network' },
  )
  const entry = kpis
    .find(({ definition }) => definition.id === behind.id)
    ?.measures.find(({ key }) => key === behind.measure)
  const name = (i18n.locale === 'zh-CN' ? entry?.zh : entry?.en) ?? behind.measure
  return (
    <TierClients
      page={kpiClients}
      title={t`Clients behind: ${name}`}
      actions={
        <div className={css.acts}>
          {behind.id === 'K-12' && <Link to={paths.clients(listOf(filter, members))}>{t`Open in the list`}</Link>}
          <Button small onClick={() => setSearch({ behind: null })}>{t`Close`}</Button>
        </div>
      }
      first={first}
      onFirst={setFirst}
    />
  )
}
