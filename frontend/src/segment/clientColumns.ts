import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import type { Column } from '../ui/gridColumns'
import { bestLevel } from '../viewer/access'
import { useFields } from '../viewer/useFields'
import { useViewer } from '../viewer/Viewer'
import { ORDERS } from './clientList'

type Shape = { id: string; zh: number; en: number; end?: boolean }

/** Every column in its order, with widths per language: English labels run longer. */
const shapes: readonly Shape[] = [
  { id: 'name', zh: 150, en: 180 },
  { id: 'state', zh: 96, en: 124 },
  { id: 'aum', zh: 130, en: 120, end: true },
  { id: 'riskLevel', zh: 104, en: 112 },
  { id: 'owner', zh: 96, en: 110 },
  { id: 'lastInteractionAt', zh: 110, en: 140 },
  { id: 'tags', zh: 220, en: 220 },
  { id: 'province', zh: 84, en: 120 },
  { id: 'city', zh: 96, en: 110 },
  { id: 'kind', zh: 88, en: 110 },
  { id: 'mobile', zh: 130, en: 130 },
  { id: 'company', zh: 200, en: 200 },
  { id: 'industry', zh: 110, en: 150 },
  { id: 'source', zh: 130, en: 140 },
  { id: 'qualified', zh: 96, en: 140 },
  { id: 'onboardDate', zh: 116, en: 140 },
  { id: 'createdAt', zh: 116, en: 130 },
  { id: 'updatedAt', zh: 116, en: 130 },
]
const USUAL = ['name', 'state', 'aum', 'riskLevel', 'owner', 'lastInteractionAt', 'tags', 'province']

/** Columns this person can ever see something in, and those hidden by the URL's choice ("" = the usual ones). */
export function useClientColumns(chosen: string): { columns: Column[]; hidden: ReadonlySet<string> } {
  const { i18n } = useLingui()
  const { access, fields } = useViewer()
  const { label } = useFields()
  const chinese = i18n.locale === 'zh-CN'
  const columns = useMemo(
    () =>
      shapes
        .filter(({ id }) => bestLevel(access, fields.get(id)?.coordinate ?? `Client.${id}`) !== 'NONE')
        .map(({ id, zh, en, end }) => {
          const sort = ORDERS[id]
          const base = { id, title: label(id), width: chinese ? zh : en }
          return { ...base, ...(end ? { end } : {}), ...(sort ? { sort } : {}) }
        }),
    [access, fields, label, chinese],
  )
  const hidden = useMemo(() => {
    const shown = new Set(['name', ...(chosen ? chosen.split(',') : USUAL)])
    return new Set(columns.map(({ id }) => id).filter((id) => !shown.has(id)))
  }, [columns, chosen])
  return { columns, hidden }
}
