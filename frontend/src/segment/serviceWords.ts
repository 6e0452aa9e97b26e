import { msg, plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useWords, useWordsOf } from '../book/words'
import { useRoleName } from '../viewer/useFields'
import type { Cadence } from './serviceContent'

const lists = {
  requests: {
    nav_report: msg`NAV and reports`,
    redemption: msg`Redemption`,
    additional: msg`Additional investment`,
    product_question: msg`Product question`,
    data_change: msg`Change of data`,
    proof: msg`Proofs and tax`,
    complaint: msg`Complaint`,
    other: msg({ message: 'Other', context: 'kind' }),
  },
  calendars: { business: msg`Working hours`, always: msg`Day and night` },
  units: {
    day: msg({ message: 'days', context: 'cadence' }),
    week: msg({ message: 'weeks', context: 'cadence' }),
    month: msg({ message: 'calendar months', context: 'cadence' }),
  },
}

type ReadCadence = { readonly every: Cadence['every']; readonly unit: string; readonly kinds: readonly string[] }

/** The words of the service matrix. */
export function useServiceWords() {
  const { t } = useLingui()
  const words = useWordsOf(lists)
  const { word } = useWords()
  const roleName = useRoleName()
  const role = (name: string) => (name === 'owner' ? t`Owner` : roleName(name))
  const minutes = (value: number | string): string => {
    const number = Number(value)
    if (!Number.isFinite(number)) return String(value)
    if (number % 1440 === 0) return t`${plural(number / 1440, { one: '# day', other: '# days' })}`
    if (number % 60 === 0) return t`${plural(number / 60, { one: '# hour', other: '# hours' })}`
    return t`${plural(number, { one: '# minute', other: '# minutes' })}`
  }
  const cadence = (told: ReadCadence | null | undefined): string => {
    if (!told) return t`none`
    const every = Number(told.every)
    const often =
      told.unit === 'month'
        ? t`${plural(every, { one: 'each calendar month', other: 'every # calendar months' })}`
        : told.unit === 'week'
          ? t`${plural(every, { one: 'every week', other: 'every # weeks' })}`
          : t`${plural(every, { one: 'every day', other: 'every # days' })}`
    const kinds = told.kinds.map((kind) => word('interactionKinds', kind)).join(t`, `)
    return kinds ? t`${often} (${kinds})` : often
  }
  return { ...words, role, minutes, cadence, kinds: (value: string) => word('interactionKinds', value) }
}
