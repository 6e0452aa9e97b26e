import { useLingui } from '@lingui/react/macro'

/** What is taken of rows, in words. */
export function useTakeWords(): (take: string) => string {
  const { t } = useLingui()
  const words: Record<string, string> = {
    count: t`Number of rows`,
    sum: t`Sum`,
    min: t`Least or first`,
    max: t`Greatest or last`,
    latest: t`Of the latest row`,
  }
  return (take) => words[take] ?? take
}
