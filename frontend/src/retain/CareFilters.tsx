import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { CARE_KINDS, useCareWords } from '../book/careWords'
import { useTiers } from '../book/useTiers'
import { count } from '../format/money'
import { Choice } from '../ui/Choice'
import { FilterBar } from '../ui/FilterBar'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useViewer } from '../viewer/Viewer'

/** Whose occasions, of which kind and tier: kept in the address, and asked for. */
export function useCareFilters() {
  const values = useSearchValues()
  const { user } = useViewer()
  const of = values.of === 'mine' || values.of === 'team' ? values.of : 'all'
  const kind = CARE_KINDS.find((each) => each === values.kind) ?? null
  return {
    of,
    kind,
    tier: values.tier ?? null,
    asked: {
      owner: of === 'mine' ? (user?.id ?? null) : null,
      team: of === 'team',
      kind,
      tier: values.tier ?? null,
    },
  }
}

type Props = { counts: ReadonlyMap<string, number>; children?: ReactNode }

/** The bar of these filters. counts: how many there are of each kind. */
export function CareFilters({ counts, children }: Props) {
  const { t, i18n } = useLingui()
  const words = useCareWords()
  const { tiers, word } = useTiers()
  const setSearch = useSetSearch()
  const { of, kind, tier } = useCareFilters()
  return (
    <FilterBar flush>
      <Choice
        label={t`Whose clients`}
        value={of}
        onChange={(next) => setSearch({ of: next === 'all' ? null : next })}
        items={[
          { value: 'all', label: t`All I see` },
          { value: 'mine', label: t`Mine` },
          { value: 'team', label: t`My team's` },
        ]}
      />
      <Choice
        label={t({ message: 'Kind', context: 'care' })}
        clearable
        placeholder={t`All`}
        value={kind}
        onChange={(next) => setSearch({ kind: next })}
        items={CARE_KINDS.map((value) => ({
          value,
          label: `${words.kinds[value]} (${count(counts.get(value) ?? 0, i18n.locale)})`,
        }))}
      />
      <Choice
        label={t`Tier`}
        clearable
        placeholder={t`All`}
        value={tier}
        onChange={(next) => setSearch({ tier: next })}
        items={tiers.map((each) => ({ value: each.key, label: word(each.key) }))}
      />
      {children}
    </FilterBar>
  )
}
