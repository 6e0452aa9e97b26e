import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OpsPageQuery } from '../../__generated__/OpsPageQuery.graphql'
import { count } from '../../format/money'
import { EmptyState } from '../../ui/EmptyState'
import { Note } from '../../ui/ErrorState'
import { Figure, Figures } from '../../ui/Figure'
import { Page, Section } from '../../ui/Page'
import { useRight } from '../../viewer/Viewer'
import { DeadLetters } from './DeadLetters'
import css from './Ops.module.css'
import { OpsAttention } from './OpsAttention'
import { OpsQueues } from './OpsQueues'
import { OpsWorkers } from './OpsWorkers'

const query = graphql`
  query OpsPageQuery {
    ops {
      at
      clockAheadSeconds
      bells
      queues {
        key
        waiting
        late
        lagSeconds
      }
      deadLetterKinds {
        count
      }
      workers {
        name
      }
      attention {
        failed
      }
      versions {
        product
        schema
        postgres
        valkey
      }
      ...OpsQueues_ops
      ...OpsWorkers_ops
      ...OpsAttention_ops
      ...DeadLetters_ops
    }
  }
`
/** Milliseconds between looks. */
const EVERY = 5_000
/** Seconds by which clocks of servers may differ before somebody should look. */
const APART = 5

/** How the work behind the scenes stands, looked at again every five seconds while the page is seen. */
export function OpsPage() {
  const { t } = useLingui()
  const mayRead = useRight('Query.ops')
  return (
    <Page title={t({ message: 'Operations', context: 'ops' })}>
      {mayRead ? <OpsParts /> : <EmptyState scene="list" title={t`This is for whoever keeps the product running.`} />}
    </Page>
  )
}

function OpsParts() {
  const { t, i18n } = useLingui()
  const [fetchKey, setFetchKey] = useState(0)
  const { ops } = useLazyLoadQuery<OpsPageQuery>(query, {}, { fetchPolicy: 'store-and-network', fetchKey })
  const reload = () => setFetchKey((key) => key + 1)
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setFetchKey((key) => key + 1)
    }, EVERY)
    return () => clearInterval(timer)
  }, [])
  const sum = (values: readonly number[]) => String(values.reduce((all, each) => all + each, 0))
  const { versions } = ops
  return (
    <div className={css.whole}>
      {ops.workers === null && (
        <Note tone="warn">{t`Valkey does not answer: work goes on, a few seconds later than usual.`}</Note>
      )}
      {ops.workers?.length === 0 && (
        <Note tone="warn">{t`No worker has told of itself in the last 20 seconds: nothing is worked.`}</Note>
      )}
      {Math.abs(ops.clockAheadSeconds) > APART && (
        <Note tone="warn">{t`The clock of this server and that of the database are ${count(Math.abs(ops.clockAheadSeconds), i18n.locale)} seconds apart.`}</Note>
      )}
      <Figures>
        <Figure title={t`Waiting`} value={sum(ops.queues.map(({ waiting }) => waiting))} unit="count" />
        <Figure
          title={t`Late`}
          value={sum(ops.queues.map(({ late }) => late))}
          unit="count"
          meaning={t`Due more than 15 seconds ago and not begun.`}
        />
        <Figure
          title={t`Not delivered`}
          value={sum(ops.deadLetterKinds.map((each) => each.count))}
          unit="count"
          meaning={t`Events that were tried again and again in vain.`}
        />
        <Figure
          title={t`Runs that need attention`}
          value={sum(ops.attention.map(({ failed }) => failed))}
          unit="count"
        />
        <Figure title={t`Workers`} value={ops.workers ? String(ops.workers.length) : null} unit="count" />
      </Figures>
      <Section title={t`Queues`}>
        <OpsQueues ops={ops} onChanged={reload} />
      </Section>
      <Section title={t`Workers`}>
        <OpsWorkers ops={ops} />
      </Section>
      <Section title={t`Not delivered`}>
        <DeadLetters ops={ops} onChanged={reload} />
      </Section>
      <Section title={t`Runs that need attention`}>
        <OpsAttention ops={ops} />
      </Section>
      <Section title={t({ message: 'Versions', context: 'ops' })}>
        <p className={css.versions}>
          {t`Startrail ${versions.product}, database ${versions.schema ?? '—'}, PostgreSQL ${versions.postgres}, Valkey ${versions.valkey ?? '—'}`}
        </p>
      </Section>
    </div>
  )
}
