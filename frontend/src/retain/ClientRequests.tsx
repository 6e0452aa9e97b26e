import { useLingui } from '@lingui/react/macro'
import { Link2, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientRequestsQuery } from '../__generated__/ClientRequestsQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { Badge } from '../ui/Badge'
import { Button, TextButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Moment } from '../ui/Moment'
import { useRight } from '../viewer/Viewer'
import { RequestClocks } from './RequestClocks'
import css from './Requests.module.css'
import { RequestView } from './RequestView'
import { requestHue, useRequestWords } from './requestWords'
import { TypeMark } from './TypeMark'

const RequestDialog = lazy(() => import('./RequestDialog').then((m) => ({ default: m.RequestDialog })))
const RequestLinkDialog = lazy(() => import('./RequestLinkDialog').then((m) => ({ default: m.RequestLinkDialog })))

const query = graphql`
  query ClientRequestsQuery($id: ID!) {
    client(id: $id) {
      name
      requests(first: 50) {
        nodes {
          id
          title
          zh
          en
          icon
          hue
          kind
          state
          createdAt
          ...RequestClocks_request
        }
      }
    }
  }
`
const ENDED = ['closed', 'reopened', 'cancelled']

/** What a client asked for: open ones first; the chosen one is shown in its place. */
export function ClientRequests({ id }: { id: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useRequestWords()
  const [turn, setTurn] = useState(0)
  const [open, setOpen] = useState<string | null>(null)
  const [asking, setAsking] = useState<'request' | 'link' | null>(null)
  const { client } = useLazyLoadQuery<ClientRequestsQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const mayAsk = useRight('Mutation.createRequest')
  const mayLink = useRight('Mutation.sendRequestLink')
  const again = () => setTurn((n) => n + 1)
  const all = client?.requests?.nodes ?? []
  const ended = (state: string | null | undefined) => ENDED.includes(state ?? '')
  const rows = [...all.filter(({ state }) => !ended(state)), ...all.filter(({ state }) => ended(state))]
  return (
    <div>
      <div className={css.tools}>
        {mayAsk && (
          <Button small onClick={() => setAsking('request')}>
            <Plus size={13} aria-hidden="true" />
            {t`New request`}
          </Button>
        )}
        {mayLink && (
          <Button small look="quiet" onClick={() => setAsking('link')}>
            <Link2 size={13} aria-hidden="true" />
            {t`Link for the client…`}
          </Button>
        )}
      </div>
      {rows.length === 0 ? (
        <EmptyState scene="list" title={t`The client has asked for nothing yet.`} />
      ) : (
        <ul className={css.list} aria-label={t`Service requests`}>
          {rows.map((row) => (
            <li key={row.id}>
              <div className={css.line}>
                <span className={css.what}>
                  <TextButton onClick={() => setOpen(open === row.id ? null : row.id)}>{row.title}</TextButton>
                  <small>
                    <TypeMark icon={row.icon} hue={row.hue} name={both(row)} />
                  </small>
                </span>
                <Moment at={row.createdAt} />
                <RequestClocks request={row} brief />
                <span className={css.marks}>
                  <Badge hue={requestHue(row.state ?? '')} shape="ring">
                    {words.state(row.state ?? '')}
                  </Badge>
                  {row.kind === 'complaint' && <Badge hue="amber">{t`Complaint`}</Badge>}
                </span>
              </div>
              {open === row.id && (
                <Suspense fallback={null}>
                  <RequestView id={row.id} onChanged={again} onOpen={setOpen} />
                </Suspense>
              )}
            </li>
          ))}
        </ul>
      )}
      <Suspense fallback={null}>
        {asking === 'request' && (
          <RequestDialog
            client={{ id, name: client?.name ?? '' }}
            onDone={(made) => {
              again()
              setOpen(made || null)
            }}
            onClose={() => setAsking(null)}
          />
        )}
        {asking === 'link' && <RequestLinkDialog client={id} onClose={() => setAsking(null)} />}
      </Suspense>
    </div>
  )
}
