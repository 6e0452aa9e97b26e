import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientPeekQuery } from '../__generated__/ClientPeekQuery.graphql'
import { InteractionList } from '../book/InteractionList'
import { TaskList } from '../book/TaskList'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { ErrorState } from '../ui/ErrorState'
import { Facts, Field } from '../ui/Field'
import { RecordPanel, RecordSection } from '../ui/RecordPanel'
import { SkeletonFacts } from '../ui/Skeleton'
import { useFields } from '../viewer/useFields'
import { ClientActions } from './ClientActions'
import { ClientFact } from './ClientFact'
import { ClientIdentity } from './ClientIdentity'
import { useClientSave } from './useClientSave'

const query = graphql`
  query ClientPeekQuery($id: ID!) {
    client(id: $id) {
      id
      relation
      mobile
      email
      wechat
      company
      city
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

type Props = { id: string; onClose: () => void; onPrevious: () => void; onNext: () => void }

/** A client in the side panel: the middle size between row and page. */
export function ClientPeek({ id, onClose, onPrevious, onNext }: Props) {
  const { t } = useLingui()
  return (
    <RecordPanel
      label={t`Client in brief`}
      to={paths.client(id)}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
    >
      <Boundary key={id} fallback={<SkeletonFacts rows={8} />}>
        <Brief id={id} />
      </Boundary>
    </RecordPanel>
  )
}

const FACTS = ['aum', 'lastInteractionAt', 'mobile', 'email', 'wechat', 'company', 'city'] as const

function Brief({ id }: { id: string }) {
  const { t } = useLingui()
  const { label } = useFields()
  const save = useClientSave()
  const { client } = useLazyLoadQuery<ClientPeekQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  if (!client) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  return (
    <>
      <ClientIdentity client={client} brief />
      <ClientActions client={client} brief />
      <RecordSection title={t`Details`}>
        <Facts>
          <Field label={label('owner')}>{client.owner?.name ?? '—'}</Field>
          {FACTS.map((name) => (
            <ClientFact key={name} client={client} name={name} value={client[name]} save={save} />
          ))}
          <Field label={label('household')}>{client.household?.name ?? '—'}</Field>
        </Facts>
      </RecordSection>
      <RecordSection title={t`Open tasks`}>
        <TaskList tasks={client.tasks?.nodes ?? []} withoutClient empty={t`No open task.`} />
      </RecordSection>
      <RecordSection title={t`Last interactions`}>
        <InteractionList interactions={client.interactions?.nodes ?? []} />
      </RecordSection>
    </>
  )
}
