import { freshKey, type Words } from './templateContent'

/** A kind of approval as it is edited: what is being typed may not be right yet, which the server then says. */
export type EditedField = Words & {
  key: string
  kind: string
  required: boolean
  options: (Words & { key: string })[]
}
export type EditedStep = Words & {
  key: string
  approvers: string[]
  mode: string
  quorum: number | string | null
  days: number | string
  with_previous: boolean
  may_add: boolean
  may_transfer: boolean
  may_return: boolean
}
export type KindContent = Words & {
  subject: string
  form: EditedField[]
  guarded: string[]
  copies: string[]
  expires: number | string | null
  steps: EditedStep[]
}

export const kindOf = (json: unknown): KindContent => structuredClone(json) as KindContent

export const emptyStep = (steps: readonly EditedStep[]): EditedStep => ({
  key: freshKey('step', steps),
  zh: '',
  en: '',
  approvers: ['lead'],
  mode: 'any',
  quorum: null,
  days: 2,
  with_previous: false,
  may_add: true,
  may_transfer: true,
  may_return: true,
})

export const emptyField = (fields: readonly EditedField[]): EditedField => ({
  key: freshKey('field', fields),
  zh: '',
  en: '',
  kind: 'text',
  required: false,
  options: [],
})

/** Answers of a choice as lines of text, `中文 / English`, and back; the key of a line that was there stays. */
export const linesOf = (options: EditedField['options']): string =>
  options.map(({ zh, en }) => (zh === en ? zh : `${zh} / ${en}`)).join('\n')

export function optionsOf(text: string, before: EditedField['options']): EditedField['options'] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const made: EditedField['options'] = []
  lines.forEach((line, n) => {
    const [zh = '', en = zh] = line.split('/').map((part) => part.trim())
    const key = before[n]?.key ?? freshKey('option', [...before, ...made])
    made.push({ key, zh, en })
  })
  return made
}
