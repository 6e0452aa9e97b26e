import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientCareQuery, ClientCareQuery$data } from '../__generated__/ClientCareQuery.graphql'
import type { ClientCareRemoveMutation } from '../__generated__/ClientCareRemoveMutation.graphql'
import type { ClientCareUndoMutation } from '../__generated__/ClientCareUndoMutation.graphql'
import { date } from '../format/date'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { useRetainWords } from '../retain/retainWords'
import { Badge } from '../ui/Badge'
import { Button, TextButton } from '../ui/Button'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import css from './ClientCare.module.css'
import { useCareWords } from './careWords'
import { useBoth } from './journeyWords'

const CareDateDialog = lazy(() => import('./CareDateDialog').then((loaded) => ({ default: loaded.CareDateDialog })))
const GreetDialog = lazy(() => import('../retain/GreetDialog').then((loaded) => ({ default: loaded.GreetDialog })))

const query = graphql`
  query ClientCareQuery($id: ID!) {
    client(id: $id) {
      id
      name
      care {
        birthday {
          kept
          bornOn
          bornLunar
          nextSolar
          nextLunar
        }
        dates {
          id
          version
          kind
          label
          day
          lunar
          words
          next
        }
        coming {
          id
          kind
          label {
            zh
            en
          }
          on
          lunar
          years
          state
          advice {
            zh
            en
          }
          task {
            id
            title
            state
          }
          greeting {
            state
          }
        }
        past {
          id
          kind
          label {
            zh
            en
          }
          on
          years
          task {
            id
            title
            state
            outcome
          }
          greeting {
            state
            sentAt
          }
        }
      }
    }
  }
`
const remove = graphql`
  mutation ClientCareRemoveMutation($input: VersionedInput!) {
    removeCareDate(input: $input) {
      id
    }
  }
`
const restore = graphql`
  mutation ClientCareUndoMutation($input: SaveCareDateInput!) {
    saveCareDate(input: $input) {
      id
    }
  }
`
type Care = NonNullable<NonNullable<ClientCareQuery$data['client']>['care']>
export type NotedDate = Care['dates'][number]

/** What is kept of a client's days: his birthday by both calendars, what comes, what was noted, what was done. */
export function ClientCare({ id }: { id: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useCareWords()
  const said = useRetainWords()
  const failed = useFailureText()
  const may = useRight('Mutation.saveCareDate')
  const mayGreet = useRight('Mutation.sendGreetings')
  const [turn, setTurn] = useState(0)
  const [edited, setEdited] = useState<NotedDate | 'new' | null>(null)
  const [greeted, setGreeted] = useState<string | null>(null)
  const [drop] = useChange<ClientCareRemoveMutation>(remove)
  const [bring] = useChange<ClientCareUndoMutation>(restore)
  const { client } = useLazyLoadQuery<ClientCareQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const care = client?.care
  if (!client || !care) return <ErrorState failure={new Failure('FORBIDDEN', '')} />
  const again = () => setTurn((n) => n + 1)
  const { birthday, dates, coming, past } = care
  const takeAway = async (row: NotedDate) => {
    const outcome = await drop({ input: { id: row.id, version: row.version } })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    again()
    const { kind, label, day, lunar } = row
    toast(t`The day was taken away.`, {
      action: {
        label: t`Undo`,
        run: () => void bring({ input: { client: id, kind, label, day, lunar } }).then(again),
      },
    })
  }
  return (
    <>
      {birthday && (
        <Section title={t({ message: 'Birthday', context: 'care' })}>
          <dl className={css.facts}>
            <div>
              <dt>
                {t`Solar`}{' '}
                {birthday.kept === 'solar' && <Badge hue="green">{t({ message: 'Kept', context: 'birthday' })}</Badge>}
              </dt>
              <dd>{date(birthday.bornOn)}</dd>
              <dd className={css.meta}>{t`Next: ${date(birthday.nextSolar)}`}</dd>
            </div>
            <div>
              <dt>
                {t`Lunar`}{' '}
                {birthday.kept === 'lunar' && <Badge hue="green">{t({ message: 'Kept', context: 'birthday' })}</Badge>}
              </dt>
              <dd>{birthday.bornLunar ?? '—'}</dd>
              <dd className={css.meta}>{t`Next: ${date(birthday.nextLunar)}`}</dd>
            </div>
          </dl>
        </Section>
      )}
      <Section title={t`Coming`}>
        {coming.length === 0 ? (
          <EmptyState small title={t`No occasion within a year.`} />
        ) : (
          <DataTable
            label={t`Coming`}
            heads={[
              { id: 'on', title: t`Day` },
              { id: 'what', title: t`Occasion` },
              { id: 'advice', title: t`What to do`, wide: true },
              { id: 'task', title: t`Task`, wide: true },
              { id: 'greeting', title: t`Greeting`, end: true },
            ]}
          >
            {coming.map((row) => (
              <tr key={row.id}>
                <td>
                  {row.on}
                  {row.lunar && <div className={css.meta}>{row.lunar}</div>}
                </td>
                <td>{words.title(row.kind, row.label, row.years)}</td>
                <td className={wideCell}>{row.advice ? both(row.advice) : '—'}</td>
                <td className={wideCell}>
                  {row.task ? <Link to={paths.tasks({ task: row.task.id })}>{row.task.title}</Link> : '—'}
                </td>
                <td className={endCell}>
                  {row.greeting && row.greeting.state !== 'cancelled' ? (
                    said.states[row.greeting.state]
                  ) : mayGreet ? (
                    <TextButton onClick={() => setGreeted(row.id)}>{t`Greet…`}</TextButton>
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            ))}
          </DataTable>
        )}
      </Section>
      <Section
        title={t`Noted days`}
        actions={
          may && (
            <Button small onClick={() => setEdited('new')}>
              {t`Note a day…`}
            </Button>
          )
        }
      >
        {dates.length === 0 ? (
          <EmptyState
            small
            title={t`Nothing noted. A lunar birthday, a wedding, his family's birthdays belong here.`}
          />
        ) : (
          <ul className={css.list}>
            {dates.map((row) => (
              <li key={row.id} className={css.line}>
                <strong>{words.title(row.kind, row.label ? { zh: row.label, en: row.label } : null, null)}</strong>
                <span>{row.lunar ? row.words : row.day.replace('--', '')}</span>
                <span className={css.meta}>{t`Next: ${date(row.next)}`}</span>
                {may && (
                  <span className={css.end}>
                    <TextButton onClick={() => setEdited(row)}>{t`Change`}</TextButton>
                    <TextButton onClick={() => void takeAway(row)}>{t`Take away`}</TextButton>
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {past.length > 0 && (
        <Section title={t`Done last year`}>
          <DataTable
            label={t`Done last year`}
            heads={[
              { id: 'on', title: t`Day` },
              { id: 'what', title: t`Occasion` },
              { id: 'task', title: t`Task` },
              { id: 'greeting', title: t`Greeting`, wide: true },
            ]}
          >
            {past.map((row) => (
              <tr key={row.id}>
                <td>{row.on}</td>
                <td>{words.title(row.kind, row.label, row.years)}</td>
                <td>
                  {row.task ? (
                    <Link to={paths.tasks({ task: row.task.id })}>
                      {row.task.state === 'done' ? t`Done` : row.task.state === 'open' ? t`Open` : t`Cancelled`}
                      {row.task.outcome && ` · ${row.task.outcome}`}
                    </Link>
                  ) : (
                    t`No task`
                  )}
                </td>
                <td className={wideCell}>{row.greeting ? said.states[row.greeting.state] : '—'}</td>
              </tr>
            ))}
          </DataTable>
        </Section>
      )}
      <Suspense fallback={null}>
        {edited && (
          <CareDateDialog
            client={id}
            row={edited === 'new' ? null : edited}
            onSaved={again}
            onClose={() => setEdited(null)}
          />
        )}
        {greeted && (
          <GreetDialog
            occasions={[greeted]}
            clients={[{ id: client.id, name: client.name ?? '—' }]}
            onSent={again}
            onClose={() => setGreeted(null)}
          />
        )}
      </Suspense>
    </>
  )
}
