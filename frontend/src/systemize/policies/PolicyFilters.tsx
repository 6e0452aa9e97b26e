import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { PolicyFiltersQuery } from '../../__generated__/PolicyFiltersQuery.graphql'
import { Choice } from '../../ui/Choice'
import { FilterBar } from '../../ui/FilterBar'
import { SearchBox } from '../../ui/grid/SearchBox'
import { useSearchValues, useSetSearch } from '../../viewer/url'
import { useRoleName } from '../../viewer/useFields'
import css from './Policies.module.css'
import type { Role } from './PoliciesPage'
import type { Part } from './PolicyGrid'
import { usePolicyWords } from './usePolicyWords'

const query = graphql`
  query PolicyFiltersQuery($part: PolicyPart!) {
    policyGroups(part: $part) {
      group
      label
      rows
    }
  }
`
type Props = { part: Part; roles: readonly Role[]; children: ReactNode }

/** What narrows the grid: words, class, type, what a role has, what differs. All of it is in the URL. */
export function PolicyFilters({ part, roles, children }: Props) {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const words = usePolicyWords()
  const roleName = useRoleName()
  const groups = usePolicyGroups(part)
  return (
    <FilterBar flush>
      <SearchBox
        text={values.search ?? ''}
        onText={(search) => setSearch({ search })}
        placeholder={t`Field, type, Client.name`}
      />
      <Choice
        label={t`Class`}
        placeholder={t`Every class`}
        items={Object.entries(words.classes)
          .filter(([value]) => value !== 'public')
          .map(([value, label]) => ({ value, label }))}
        value={values.class ?? null}
        onChange={(value) => setSearch({ class: value })}
        clearable
      />
      {part !== 'ROWS' && (
        <Choice
          label={t`Type`}
          placeholder={t`Every type`}
          items={groups}
          value={values.type ?? null}
          onChange={(value) => setSearch({ type: value })}
          clearable
        />
      )}
      <Choice
        label={t`What a role has`}
        placeholder={t`Every role`}
        items={roles.map(({ name }) => ({ value: name, label: roleName(name) }))}
        value={values.role ?? null}
        onChange={(value) => setSearch({ role: value })}
        clearable
      />
      <Choice
        label={t`What differs`}
        placeholder={t`Everything`}
        items={[
          { value: 'draft', label: t`In the draft` },
          { value: 'shipped', label: t`From the shipped rules` },
        ]}
        value={values.differs ?? null}
        onChange={(value) => setSearch({ differs: value })}
        clearable
      />
      <span className={css.end}>{children}</span>
    </FilterBar>
  )
}

/** The types that have rows in a part, as items of a list. */
export function usePolicyGroups(part: Part): { value: string; label: string }[] {
  const { policyGroups } = useLazyLoadQuery<PolicyFiltersQuery>(query, { part }, { fetchPolicy: 'store-or-network' })
  return policyGroups.map(({ group, label }) => ({
    value: group,
    label: label === group ? label : `${label} (${group})`,
  }))
}
