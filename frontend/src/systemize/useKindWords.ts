import { useLingui } from '@lingui/react/macro'

/** The words for the kinds of a firm's own fields. */
export function useKindWords(): (kind: string) => string {
  const { t } = useLingui()
  const words: Record<string, string> = {
    text: t`Text`,
    long_text: t`Long text`,
    number: t`A number`,
    money: t`Amount`,
    percent: t`Percent`,
    date: t`Date`,
    choice: t`Choice`,
    choices: t`Several choices`,
    boolean: t`Yes or no`,
    user: t`Colleague`,
    region: t`Region`,
    lunar: t`Lunar date`,
    client: t`Client`,
    product: t`Product`,
    sealed: t`Sealed number or text`,
    file: t`Files`,
  }
  return (kind) => words[kind] ?? kind
}

export const KINDS = [
  'text',
  'long_text',
  'number',
  'money',
  'percent',
  'date',
  'choice',
  'choices',
  'boolean',
  'user',
  'region',
  'lunar',
  'client',
  'product',
  'sealed',
  'file',
] as const
