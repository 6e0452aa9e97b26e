import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CareComingQuery } from '../__generated__/CareComingQuery.graphql'
import { useCareWords } from '../book/careWords'
import { dayOf, daysBetween } from '../format/date'
import { paths } from '../paths'
import { plusDays } from '../track/calendarDays'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DataTable, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Toggle } from '../ui/Toggle'
import { useMinute } from '../ui/useMinute'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './Care.module.css'
import { CareFilters, useCareFilters } from './CareFilters'
import { FestivalLine } from './FestivalLine'
import { useRetainWords } from './retainWords'
import { useTierName } from './useTierName'

const GreetDialog = lazy(() => import('./GreetDialog').then((loaded) => ({ default: loaded.GreetDialog })))

const query = graphql`
  query CareComingQuery($from: Date!, $to: Date!, $owner: ID, $team: Boolean!, $kind: String, $tier: String) {
    care(from: $from, to: $to, owner: $owner, team: $team, kind: $kind, tier: $tier) {
      truncated
      kinds {
        key
        count
      }
      festivals {
        key
        date
      }
      occasions {
        id
        kind
        label {
          zh
          en
        }
        on
        years
        client {
          id
          name
          tier {
            key
          }
          owner {
            name
          }
        }
        task {
          id
          state
        }
        greeting {
          state
        }
      }
    }
  }
`
const DAYS = ['7', '30', '60']

/** Occasions of the next days, to be picked and greeted; festivals above them. */
export function CareComing() {
  const { t, i18n } = useLingui()
  const words = useCareWords()
  const said = useRetainWords()
  const tierName = useTierName()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const today = dayOf(useMinute())
  const mayGreet = useRight('Mutation.sendGreetings')
  const { asked } = useCareFilters()
  const [turn, setTurn] = useState(0)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [greeting, setGreeting] = useState(false)
  const days = DAYS.includes(values.days ?? '') ? (values.days ?? '30') : '30'
  const { care } = useLazyLoadQuery<CareComingQuery>(
    query,
    { from: today, to: plusDays(today, Number(days)), ...asked },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const relative = new Intl.RelativeTimeFormat(i18n.locale, { numeric: 'auto' })
  const open = care.occasions.filter((row) => row.client && (!row.greeting || row.greeting.state === 'cancelled'))
  const chosen = open.filter((row) => picked.has(row.id))
  const pick = (id: string, on: boolean) => {
    const next = new Set(picked)
    if (on) next.add(id)
    else next.delete(id)
    setPicked(next)
  }
  return (
    <>
      <CareFilters counts={new Map(care.kinds.map((each) => [each.key, each.count]))}>
        <Choice
          label={t`Looking ahead`}
          value={days}
          onChange={(next) => setSearch({ days: next === '30' ? null : next })}
          items={DAYS.map((value) => ({ value, label: t`${value} days` }))}
        />
      </CareFilters>
      {care.festivals.map((each) => (
        <FestivalLine key={each.key} festival={each} today={today} />
      ))}
      {care.truncated && <Note tone="warn">{t`There is more on these days than is shown. Choose fewer days.`}</Note>}
      {care.occasions.length === 0 ? (
        <EmptyState scene="list" title={t`No occasion on these days.`} />
      ) : (
        <>
          {mayGreet && (
            <div className={css.bar}>
              <Toggle
                label={t`Pick all that were not greeted yet`}
                checked={open.length > 0 && chosen.length === open.length}
                disabled={open.length === 0}
                onChange={(on) => setPicked(new Set(on ? open.map((row) => row.id) : []))}
              />
              <span className={css.end}>
                <Button small look="primary" disabled={chosen.length === 0} onClick={() => setGreeting(true)}>
                  {t`Greet ${plural(chosen.length, { one: '# client', other: '# clients' })}…`}
                </Button>
              </span>
            </div>
          )}
          <DataTable
            label={t`Coming`}
            heads={[
              ...(mayGreet ? [{ id: 'pick', title: '' }] : []),
              { id: 'on', title: t`Day` },
              { id: 'client', title: t`Client` },
              { id: 'what', title: t`Occasion` },
              { id: 'tier', title: t`Tier`, wide: true },
              { id: 'owner', title: t`Owner`, wide: true },
              { id: 'state', title: t`State`, wide: true },
            ]}
          >
            {care.occasions.map((row) => (
              <tr key={row.id}>
                {mayGreet && (
                  <td className={css.pick}>
                    {open.includes(row) && (
                      <Toggle
                        label={<span className="sr-only">{t`Pick ${row.client?.name ?? '—'}`}</span>}
                        checked={picked.has(row.id)}
                        onChange={(on) => pick(row.id, on)}
                      />
                    )}
                  </td>
                )}
                <td>
                  {row.on.slice(5)}
                  <div className={css.meta}>{relative.format(daysBetween(today, row.on), 'day')}</div>
                </td>
                <td>
                  {row.client ? <Link to={paths.client(row.client.id, 'care')}>{row.client.name ?? '—'}</Link> : '—'}
                </td>
                <td>{words.title(row.kind, row.label, row.years)}</td>
                <td className={wideCell}>{tierName(row.client?.tier?.key)}</td>
                <td className={wideCell}>{row.client?.owner?.name ?? '—'}</td>
                <td className={wideCell}>
                  {row.greeting ? (
                    <Badge hue={row.greeting.state === 'held' ? 'amber' : 'green'} shape="dot">
                      {said.states[row.greeting.state]}
                    </Badge>
                  ) : row.task ? (
                    <Link to={paths.tasks({ task: row.task.id })}>
                      {row.task.state === 'done' ? t`Task done` : t`Task given`}
                    </Link>
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            ))}
          </DataTable>
        </>
      )}
      <Suspense fallback={null}>
        {greeting && (
          <GreetDialog
            occasions={chosen.map((row) => row.id)}
            clients={chosen.flatMap((row) => (row.client ? [{ id: row.client.id, name: row.client.name ?? '—' }] : []))}
            onSent={() => {
              setPicked(new Set())
              setTurn((n) => n + 1)
            }}
            onClose={() => setGreeting(false)}
          />
        )}
      </Suspense>
    </>
  )
}
