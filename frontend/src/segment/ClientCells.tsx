import { graphql, useFragment } from 'react-relay'
import type { ClientCells_client$data, ClientCells_client$key } from '../__generated__/ClientCells_client.graphql'
import { RiskBadge, StateBadge, TagBadge } from '../book/ClientBadges'
import { useClientAccess } from '../book/useClientAccess'
import { dayOf } from '../format/date'
import { Badge } from '../ui/Badge'
import { ClosedMark } from '../ui/ClosedMark'
import { Cell } from '../ui/DataGrid'
import type { Column } from '../ui/gridColumns'
import { Moment } from '../ui/Moment'
import { Money } from '../ui/Money'
import { useFields } from '../viewer/useFields'
import css from './ClientCells.module.css'

const fragment = graphql`
  fragment ClientCells_client on Client {
    relation
    name
    kind
    state
    riskLevel
    riskValidUntil
    aum
    province
    city
    industry
    company
    source
    mobile
    qualified
    onboardDate
    createdAt
    updatedAt
    lastInteractionAt
    owner {
      name
    }
    tags {
      id
      name
      colour
    }
  }
`

type Words = ReturnType<typeof useFields>

function content(id: string, client: ClientCells_client$data, words: Words, today: string) {
  switch (id) {
    case 'name':
      return <span className={css.name}>{client.name}</span>
    case 'state':
      return <StateBadge state={client.state} />
    case 'riskLevel':
      return <RiskBadge level={client.riskLevel} validUntil={client.riskValidUntil} today={today} />
    case 'aum':
      return <Money cny={client.aum} />
    case 'owner':
      return <span>{client.owner?.name ?? '—'}</span>
    case 'tags':
      return <Tags tags={client.tags ?? []} />
    case 'lastInteractionAt':
      return <Moment at={client.lastInteractionAt} />
    case 'createdAt':
      return <Moment at={client.createdAt} />
    case 'updatedAt':
      return <Moment at={client.updatedAt} />
    case 'kind':
      return <span>{words.option('kind', client.kind)}</span>
    case 'province':
      return <span>{client.province ? words.option('province', client.province) : '—'}</span>
    case 'industry':
      return <span>{words.option('industry', client.industry)}</span>
    case 'qualified':
      return <span>{client.qualified == null ? '—' : client.qualified ? '✓' : '✗'}</span>
    default:
      return <span>{(client[id as keyof typeof client] as string | null | undefined) ?? '—'}</span>
  }
}

/** The first two tags and how many more there are. */
function Tags({ tags }: { tags: NonNullable<ClientCells_client$data['tags']> }) {
  const rest = tags.slice(2)
  return (
    <>
      {tags.slice(0, 2).map((tag) => (
        <TagBadge key={tag.id} name={tag.name} colour={tag.colour} />
      ))}
      {rest.length > 0 && <Badge title={rest.map((tag) => tag.name).join(', ')}>+{rest.length}</Badge>}
    </>
  )
}

/** The cells of one client; a field closed at this row's relation shows a lock instead of an empty cell. */
export function ClientCells({ row, columns }: { row: ClientCells_client$key; columns: readonly Column[] }) {
  const client = useFragment(fragment, row)
  const words = useFields()
  const { mayRead } = useClientAccess(client.relation)
  const today = dayOf(new Date())
  return columns.map((column, index) => (
    <Cell key={column.id} column={column} first={index === 0}>
      {mayRead(column.id) ? content(column.id, client, words, today) : <ClosedMark />}
    </Cell>
  ))
}
