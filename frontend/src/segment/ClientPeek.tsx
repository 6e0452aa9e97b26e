import { useLingui } from '@lingui/react/macro'
import { Maximize2, X } from 'lucide-react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientPeekQuery } from '../__generated__/ClientPeekQuery.graphql'
import { FieldValue } from '../book/FieldValue'
import { InteractionList } from '../book/InteractionList'
import { TaskList } from '../book/TaskList'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { buttonClass, IconButton } from '../ui/Button'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { SkeletonRows } from '../ui/Skeleton'
import { useFields } from '../viewer/useFields'
import { ClientActions } from './ClientActions'
import { ClientIdentity } from './ClientIdentity'
import css from './ClientPeek.module.css'

const query = graphql`
  query ClientPeekQuery($id: ID!) {
    client(id: $id) {
      id
      relation
      mobile
      email
      wechat
      company
      aum
      lastInteractionAt
      ...ClientIdentity_client
      ...ClientActions_client
      owner {
        name
      }
      household {
        name
      }
      interactions(first: 3) {
        nodes {
          id
          ...InteractionList_interaction
        }
      }
      tasks(first: 3, open: true) {
        nodes {
          id
          ...TaskRow_task
        }
      }
    }
  }
`

type Props = { id: string; onClose: () => void }

/** A client in the side panel: the middle size between row and page. */
export function ClientPeek({ id, onClose }: Props) {
  const { t } = useLingui()
  return (
    <aside className={css.panel} aria-label={t`Client in brief`}>
      <div className={css.bar}>
        <Link to={paths.client(id)} className={buttonClass('quiet', true)}>
          <Maximize2 size={13} aria-hidden="true" />
          {t`Open the page`}
        </Link>
        <IconButton small label={t`Close the panel`} onClick={onClose}>
          <X size={14} />
        </IconButton>
      </div>
      <div className={css.body}>
        <Boundary fallback={<SkeletonRows rows={8} />}>
          <Brief id={id} />
        </Boundary>
      </div>
    </aside>
  )
}

function Brief({ id }: { id: string }) {
  const { t } = useLingui()
  const { label } = useFields()
  const { client } = useLazyLoadQuery<ClientPeekQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  if (!client) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const field = (name: 'mobile' | 'email' | 'wechat' | 'company' | 'aum' | 'lastInteractionAt') => (
    <>
      <dt>{label(name)}</dt>
      <dd>
        <FieldValue clientId={client.id} relation={client.relation} name={name} value={client[name]} />
      </dd>
    </>
  )
  return (
    <>
      <ClientIdentity client={client} brief />
      <dl className={css.facts}>
        {field('aum')}
        <dt>{label('owner')}</dt>
        <dd>{client.owner?.name ?? '—'}</dd>
        {field('lastInteractionAt')}
        {field('mobile')}
        {field('email')}
        {field('wechat')}
        {field('company')}
        <dt>{label('household')}</dt>
        <dd>{client.household?.name ?? '—'}</dd>
      </dl>
      <ClientActions client={client} brief />
      <section className={css.section}>
        <h3>{t`Open tasks`}</h3>
        <TaskList tasks={client.tasks?.nodes ?? []} withoutClient empty={t`No open task.`} />
      </section>
      <section className={css.section}>
        <h3>{t`Last interactions`}</h3>
        <InteractionList interactions={client.interactions?.nodes ?? []} />
      </section>
    </>
  )
}
