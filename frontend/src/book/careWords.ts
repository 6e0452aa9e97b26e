import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'

export const DATE_KINDS = ['birthday', 'family_birthday', 'wedding', 'founded', 'other'] as const
export const CARE_KINDS = [...DATE_KINDS, 'first_investment', 'onboarded', 'own'] as const
export const FESTIVALS = [
  'new_year',
  'spring_festival',
  'lantern',
  'qingming',
  'labour',
  'dragon_boat',
  'mid_autumn',
  'national',
  'double_ninth',
] as const
/** Those with public holidays. */
export const FREE = FESTIVALS.filter((each) => each !== 'lantern' && each !== 'double_ninth')

/** Kinds of occasions and festivals in words. */
export function useCareWords() {
  const { t, i18n } = useLingui()
  const kinds: Record<string, string> = {
    birthday: t({ message: 'Birthday', context: 'care' }),
    family_birthday: t`Birthday in the family`,
    wedding: t`Wedding`,
    founded: t`Foundation of the company`,
    other: t`Another day`,
    first_investment: t`First investment`,
    onboarded: t`Became a client`,
    own: t`Own date field`,
  }
  const festivals: Record<string, string> = {
    new_year: t`New Year's Day`,
    spring_festival: t`Spring Festival`,
    lantern: t`Lantern Festival`,
    qingming: t`Tomb-sweeping Day`,
    labour: t`Labour Day`,
    dragon_boat: t`Dragon Boat Festival`,
    mid_autumn: t`Mid-autumn Festival`,
    national: t`National Day`,
    double_ninth: t`Double Ninth Festival`,
  }
  const zh = i18n.locale === 'zh-CN'
  return {
    kinds,
    festivals,
    /** An occasion of a rule: a kind, or `holiday:` and a festival. */
    occasion: (key: string) => (key.startsWith('holiday:') ? (festivals[key.slice(8)] ?? key) : (kinds[key] ?? key)),
    /** What an occasion is called: its kind, and whose or which it is. */
    title: (kind: string, label: { zh: string; en: string } | null | undefined, years: number | null | undefined) => {
      const which = label ? (zh ? label.zh : label.en) : null
      const name = kind === 'own' || kind === 'other' ? (which ?? kinds[kind]) : kinds[kind]
      const more = which && kind !== 'own' && kind !== 'other' ? ` · ${which}` : ''
      const count = years
        ? ` · ${kind.endsWith('birthday') ? t`turns ${years}` : t`${plural(years, { one: '# year', other: '# years' })}`}`
        : ''
      return `${name ?? kind}${more}${count}`
    },
  }
}
