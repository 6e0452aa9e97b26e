import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { lazy, useState } from 'react'
import { graphql, useFragment, useLazyLoadQuery } from 'react-relay'
import type { HouseholdPage_household$key } from '../__generated__/HouseholdPage_household.graphql'
import type { HouseholdPageQuery } from '../__generated__/HouseholdPageQuery.graphql'
import { StateBadge } from '../book/ClientBadges'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { DataTable, endCell } from '../ui/DataTable'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Page, Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'
import { HouseholdDialog } from './HouseholdDialog'
import css from './HouseholdPage.module.css'

const FamilyPanel = lazy(() => import('./FamilyPanel').then((loaded) => ({ default: loaded.FamilyPanel })))

const FamilyWorth = lazy(() => import('./FamilyWorth').then((loaded) => ({ default: loaded.FamilyWorth })))

const query = graphql`
  query HouseholdPageQuery($id: ID!) {
    household(id: $id) {
      ...HouseholdPage_household
    }
  }
`
const fragment = graphql`
  fragment HouseholdPage_household on Household {
    id
    version
    name
    aum
    head {
      id
    }
    members {
      id
      name
      state
      aum
      owner {
        name
      }
    }
  }
`

/** One family: its members and what they hold together. */
export function HouseholdPage() {
  const { householdId } = useParams({ strict: false }) as { householdId: string }
  const { household } = useLazyLoadQuery<HouseholdPageQuery>(
    query,
    { id: householdId },
    { fetchPolicy: 'store-and-network' },
  )
  if (!household) return <ErrorState page failure={new Failure('NOT_FOUND', '')} />
  return <Whole household={household} />
}

function Whole({ household }: { household: HouseholdPage_household$key }) {
  const { t } = useLingui()
  const { id, version, name, aum, head, members } = useFragment(fragment, household)
  const mayEdit = useRight('Mutation.updateHousehold')
  const [editing, setEditing] = useState(false)
  const known = members.map((member) => ({ value: member.id, label: member.name ?? '—' }))
  return (
    <Page
      title={name}
      count={<Money cny={aum} />}
      actions={mayEdit && <Button onClick={() => setEditing(true)}>{t`Edit`}</Button>}
    >
      <DataTable
        label={t`Members`}
        heads={[
          { id: 'name', title: t`Name` },
          { id: 'role', title: t`Role` },
          { id: 'state', title: t`State` },
          { id: 'owner', title: t`Owner` },
          { id: 'aum', title: t`AUM`, end: true },
        ]}
      >
        {members.map((member) => (
          <tr key={member.id}>
            <td>
              <Link to={paths.client(member.id)}>{member.name ?? '—'}</Link>
            </td>
            <td>{member.id === head?.id ? t`Head` : t`Member`}</td>
            <td>
              <StateBadge state={member.state} />
            </td>
            <td>{member.owner?.name ?? '—'}</td>
            <td className={endCell}>
              <Money cny={member.aum} />
            </td>
          </tr>
        ))}
      </DataTable>
      <div className={css.worth}>
        <Boundary fallback={<SkeletonRows rows={6} />}>
          <FamilyWorth id={id} />
        </Boundary>
      </div>
      <div className={css.stream}>
        <Section title={t`What happened in the family`}>
          <Boundary fallback={<SkeletonRows rows={6} />}>
            <FamilyPanel id={id} />
          </Boundary>
        </Section>
      </div>
      {editing && (
        <HouseholdDialog
          household={{ id, version, name, head: head?.id ?? null, members: known }}
          onClose={() => setEditing(false)}
        />
      )}
    </Page>
  )
}
