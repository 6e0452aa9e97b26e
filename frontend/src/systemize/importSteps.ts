import { useLingui } from '@lingui/react/macro'
import type { Step } from '../ui/Wizard'

/** The steps of an import, in their order. */
export function useImportSteps(): Step[] {
  const { t } = useLingui()
  return [
    { id: 'file', title: t`File` },
    { id: 'columns', title: t`Sheets and columns` },
    { id: 'preview', title: t`Preview` },
    { id: 'result', title: t`Result` },
  ]
}

/** Which step an import is at. */
export function stepOf(state: string | null | undefined): number {
  if (state === 'uploaded' || state === 'failed') return 0
  if (state === 'parsed') return 1
  return state === 'mapped' || state === 'validated' || state === 'previewed' ? 2 : 3
}
