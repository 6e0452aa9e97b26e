import { useLingui } from '@lingui/react/macro'
import type { Hue, Shape } from '../ui/Badge'

export type Kind = { readonly key: string; readonly zh: string; readonly en: string }

/** The name of something that has one in each language. */
export const named = (thing: { readonly zh: string; readonly en: string } | undefined, locale: string): string =>
  thing ? (locale === 'en' ? thing.en : thing.zh) : ''

type Look = { text: string; hue: Hue; shape: Shape }

/** How the state of an import is shown. */
export function useImportStates(): (state: string | null | undefined) => Look {
  const { t } = useLingui()
  const looks: Record<string, Look> = {
    uploaded: { text: t`Reading`, hue: 'blue', shape: 'ring' },
    parsed: { text: t`Columns to confirm`, hue: 'amber', shape: 'half' },
    mapped: { text: t`Checking`, hue: 'blue', shape: 'ring' },
    validated: { text: t`Checking`, hue: 'blue', shape: 'ring' },
    previewed: { text: t`Preview`, hue: 'amber', shape: 'half' },
    committing: { text: t`Importing`, hue: 'blue', shape: 'ring' },
    done: { text: t({ message: 'Imported', context: 'rows' }), hue: 'green', shape: 'dot' },
    undoing: { text: t`Undoing`, hue: 'blue', shape: 'ring' },
    undone: { text: t`Undone`, hue: 'neutral', shape: 'bar' },
    cancelled: { text: t`Stopped`, hue: 'neutral', shape: 'cross' },
    failed: { text: t`Refused`, hue: 'red', shape: 'cross' },
  }
  return (state) => looks[state ?? ''] ?? { text: state ?? '', hue: 'neutral', shape: 'dot' }
}

/** How the state of a row is shown. */
export function useRowStates(): (status: string) => Look {
  const { t } = useLingui()
  const looks: Record<string, Look> = {
    accepted: { text: t`Can be imported`, hue: 'green', shape: 'dot' },
    rejected: { text: t`Refused`, hue: 'red', shape: 'cross' },
    skipped: { text: t`Skipped`, hue: 'neutral', shape: 'bar' },
    duplicate: { text: t`There already`, hue: 'amber', shape: 'half' },
    committed: { text: t({ message: 'Imported', context: 'rows' }), hue: 'green', shape: 'dot' },
  }
  return (status) => looks[status] ?? { text: status, hue: 'neutral', shape: 'dot' }
}

/** Why a row may repeat something. */
export function useReasons(): (reason: string) => string {
  const { t } = useLingui()
  const words: Record<string, string> = {
    id_number: t`same ID number`,
    phone: t`same phone`,
    email: t`same e-mail`,
    wechat: t`same WeChat`,
    name: t`same name`,
    traditional: t`same name in the other script`,
    pinyin: t`names sound alike`,
    name_and_id_tail: t`similar name and same last digits of the ID number`,
    key: t`the same record`,
    differs: t`the record says something else`,
  }
  return (reason) => words[reason] ?? reason
}

/** What may be decided about a row that may repeat something. */
export function useDecisions(): { value: string; label: string }[] {
  const { t } = useLingui()
  return [
    { value: 'skip', label: t`Leave the row out` },
    { value: 'same', label: t`It is the same: fill what is empty` },
    { value: 'update', label: t`It is the same: the file wins` },
    { value: 'different', label: t`It is another one: import it` },
  ]
}
