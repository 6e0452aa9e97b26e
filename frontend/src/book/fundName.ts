import { useLingui } from '@lingui/react/macro'

/** How a fund is called together with the class of its units. */
export function useNameOfClass() {
  const { t } = useLingui()
  return (fund: string, shareClass: string | null | undefined): string =>
    shareClass ? t`${fund}, class ${shareClass}` : fund
}
