import { useLingui } from '@lingui/react/macro'
import { Plus, Trash2, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { graphql, useFragment, useLazyLoadQuery } from 'react-relay'
import type { RelationsPanel_client$key } from '../__generated__/RelationsPanel_client.graphql'
import type { RelationsPanelQuery } from '../__generated__/RelationsPanelQuery.graphql'
import type { RelationsPanelRemoveMutation } from '../__generated__/RelationsPanelRemoveMutation.graphql'
import { useWords } from '../book/words'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import { DataTable, endCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { RelationDialog } from './RelationDialog'
import { RelationGraph, useTies } from './RelationGraph'

const query = graphql`
  query RelationsPanelQuery($id: ID!) {
    client(id: $id) {
      ...RelationsPanel_client
    }
  }
`
const fragment = graphql`
  fragment RelationsPanel_client on Client {
    id
    name
    household {
      id
      name
      aum
      head {
        id
      }
      members {
        id
        name
        aum
      }
    }
    relations {
      id
      kind
      outgoing
      share
      note
      other {
        id
        name
      }
    }
    assignments {
      role
      credit
      validFrom
      validTo
      reason
      user {
        id
        name
      }
    }
  }
`
const remove = graphql`
  mutation RelationsPanelRemoveMutation($input: IdInput!) {
    removeRelation(input: $input) {
      ...RelationsPanel_client
    }
  }
`

/** Family, companies and people around a client, and who of ours serves him. */
export function RelationsPanel({ id }: { id: string }) {
  const { client } = useLazyLoadQuery<RelationsPanelQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  if (!client) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  return <Relations client={client} />
}

function Relations({ client }: { client: RelationsPanel_client$key }) {
  const { t } = useLingui()
  const data = useFragment(fragment, client)
  const { word } = useWords()
  const words = useFailureText()
  const mayAdd = useRight('Mutation.addRelation')
  const mayRemove = useRight('Mutation.removeRelation')
  const [removeRelation, removing] = useChange<RelationsPanelRemoveMutation>(remove)
  const [adding, setAdding] = useState(false)
  const relations = data.relations ?? []
  const ties = useTies(data.id, data.household?.members ?? [], data.household?.head?.id, relations)
  const drop = async (id: string) => {
    const outcome = await removeRelation({ input: { id } })
    if (!outcome.ok) toast(words(outcome.failure).title, 'bad')
  }
  return (
    <>
      {ties.length > 0 && <RelationGraph name={data.name ?? '—'} ties={ties} />}
      <Section title={t`Household`}>
        {data.household ? (
          <DataTable
            label={t`Household`}
            heads={[
              { id: 'name', title: data.household.name },
              { id: 'role', title: t`Role` },
              { id: 'aum', title: t`AUM`, end: true },
            ]}
          >
            {data.household.members.map((member) => (
              <tr key={member.id}>
                <td>
                  <Link to={paths.client(member.id)}>{member.name ?? '—'}</Link>
                </td>
                <td>{member.id === data.household?.head?.id ? t`Head` : t`Member`}</td>
                <td className={endCell}>
                  <Money cny={member.aum} />
                </td>
              </tr>
            ))}
          </DataTable>
        ) : (
          <EmptyState small icon={<UsersRound size={20} />} title={t`Not part of a household.`}>
            <Link to={paths.households()}>{t`Households`}</Link>
          </EmptyState>
        )}
      </Section>
      <Section
        title={t`Relations`}
        actions={
          mayAdd && (
            <Button small onClick={() => setAdding(true)}>
              <Plus size={13} aria-hidden="true" />
              {t`Add a relation`}
            </Button>
          )
        }
      >
        {relations.length === 0 ? (
          <EmptyState small icon={<UsersRound size={20} />} title={t`No relation yet.`}>
            {t`Spouses, children, controllers, handlers: who decides and who is affected.`}
          </EmptyState>
        ) : (
          <DataTable
            label={t`Relations`}
            heads={[
              { id: 'other', title: t`Who` },
              { id: 'kind', title: t`Relation` },
              { id: 'share', title: t`Share`, end: true },
              { id: 'note', title: t`Note` },
              { id: 'action', title: '' },
            ]}
          >
            {relations.map((relation) => (
              <tr key={relation.id}>
                <td>
                  <Link to={paths.client(relation.other.id)}>{relation.other.name ?? '—'}</Link>
                </td>
                <td>
                  {relation.outgoing
                    ? t`is ${word('relationKinds', relation.kind)} of them`
                    : word('relationKinds', relation.kind)}
                </td>
                <td className={endCell}>{relation.share == null ? '—' : `${Number(relation.share)}%`}</td>
                <td>{relation.note ?? '—'}</td>
                <td className={endCell}>
                  {mayRemove && (
                    <IconButton
                      small
                      label={t`Remove the relation`}
                      disabled={removing}
                      onClick={() => drop(relation.id)}
                    >
                      <Trash2 size={14} />
                    </IconButton>
                  )}
                </td>
              </tr>
            ))}
          </DataTable>
        )}
      </Section>
      <Section title={t`Served by`}>
        <DataTable
          label={t`Served by`}
          heads={[
            { id: 'user', title: t`Who` },
            { id: 'role', title: t`As` },
            { id: 'credit', title: t`Credit`, end: true },
            { id: 'from', title: t`From` },
            { id: 'to', title: t`Until` },
            { id: 'reason', title: t`Reason` },
          ]}
        >
          {(data.assignments ?? []).map((assignment) => (
            <tr key={`${assignment.user.id} ${assignment.role} ${assignment.validFrom}`}>
              <td>{assignment.user.name}</td>
              <td>{word('assignmentRoles', assignment.role)}</td>
              <td className={endCell}>{`${Number(assignment.credit)}%`}</td>
              <td>{assignment.validFrom}</td>
              <td>{assignment.validTo ?? '—'}</td>
              <td>{assignment.reason ?? '—'}</td>
            </tr>
          ))}
        </DataTable>
      </Section>
      {adding && <RelationDialog client={data.id} onClose={() => setAdding(false)} />}
    </>
  )
}
