import { useLingui } from '@lingui/react/macro'
import { createElement, lazy, type ReactNode, Suspense, useMemo } from 'react'
import { moneyFull, moneyUnit } from '../format/money'
import type { Column, Editable } from '../ui/grid/columns'
import { bestLevel, grantOn, mayWrite } from '../viewer/access'
import { useFields, useRoleName } from '../viewer/useFields'
import { type Field, useRight, useViewer } from '../viewer/Viewer'
import { type ClientData, plain, useClientCells } from './ClientCells'
import { ORDERS } from './clientList'
import { inCells, ownInCells } from './inCells'
import { bareKey } from './ownFilter'
import { type Own, useOwnText } from './useOwnText'

type Shape = { id: string; zh: number; en: number; end?: boolean }

/** Every column in its order, with widths per language: English labels run longer. */
const shapes: readonly Shape[] = [
  { id: 'name', zh: 170, en: 190 },
  { id: 'state', zh: 104, en: 128 },
  { id: 'tier', zh: 104, en: 112 },
  { id: 'aum', zh: 140, en: 130, end: true },
  { id: 'riskLevel', zh: 112, en: 118 },
  { id: 'owner', zh: 96, en: 110 },
  { id: 'lastInteractionAt', zh: 116, en: 150 },
  { id: 'contactDueOn', zh: 116, en: 130 },
  { id: 'investorClass', zh: 110, en: 130 },
  { id: 'serviceCell', zh: 120, en: 140 },
  { id: 'ownerFits', zh: 130, en: 200 },
  { id: 'tags', zh: 220, en: 220 },
  { id: 'province', zh: 88, en: 120 },
  { id: 'city', zh: 96, en: 110 },
  { id: 'kind', zh: 104, en: 118 },
  { id: 'mobile', zh: 130, en: 130 },
  { id: 'company', zh: 200, en: 200 },
  { id: 'industry', zh: 110, en: 150 },
  { id: 'relationship', zh: 120, en: 170 },
  { id: 'source', zh: 130, en: 140 },
  { id: 'qualified', zh: 112, en: 150 },
  { id: 'onboardDate', zh: 120, en: 150 },
  { id: 'createdAt', zh: 120, en: 130 },
  { id: 'updatedAt', zh: 120, en: 130 },
]
export const USUAL = ['name', 'state', 'tier', 'aum', 'riskLevel', 'owner', 'lastInteractionAt', 'tags', 'province']

/** The raw value of a field, as it is edited and undone. */
const rawOf = (client: ClientData, id: string): string =>
  id === 'qualified' ? (client.qualified == null ? '' : client.qualified ? 'yes' : 'no') : (plain(client, id) ?? '')

const OwnShown = lazy(() => import('./OwnShown').then((loaded) => ({ default: loaded.OwnShown })))

/** The cell of an own field: its words, of amounts and regions what is loaded when the first one is shown. */
const ownCell = (field: Field, own: Own | undefined, words: string): ReactNode =>
  own?.value != null && ['money', 'region', 'lunar', 'client', 'product', 'file'].includes(field.kind)
    ? createElement(Suspense, { fallback: words }, createElement(OwnShown, { field, own, brief: true }))
    : words || '—'

/** The exact decimal of a value, for sums. */
const numberIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Columns this person can ever see something in. */
export function useClientColumns(): readonly Column<ClientData>[] {
  const { t, i18n } = useLingui()
  const { access, fields, ownFields } = useViewer()
  const ownText = useOwnText()
  const { label, field, items } = useFields()
  const { cell, text, service } = useClientCells()
  const roleName = useRoleName()
  const mayUpdate = useRight('Mutation.updateClient')
  const { locale } = i18n
  // biome-ignore lint/correctness/useExhaustiveDependencies: all words follow the viewer, the language and the service matrix
  return useMemo(() => {
    const coordinate = (id: string) => fields.get(id)?.coordinate ?? `Client.${id}`
    const closed = (id: string) => (client: ClientData) => {
      const { level, rule, grantedBy } = grantOn(access, coordinate(id), client.relation)
      return level === 'NONE' || level === 'MASKED' ? { level, rule, grantedBy: grantedBy.map(roleName) } : null
    }
    const edit = (id: string): Editable<ClientData> | undefined => {
      const kind = inCells[field(id)?.kind ?? '']
      if (!kind || !field(id)?.editable || !mayUpdate || !mayWrite(access, coordinate(id))) return undefined
      return {
        kind,
        items: items(id),
        required: field(id)?.required ?? false,
        value: (client) => rawOf(client, id),
        refuse: (client) => {
          const { level } = grantOn(access, coordinate(id), client.relation)
          if (level === 'EDIT') return null
          // What is closed says so itself, with the deciding rule.
          return level === 'VIEW' ? t`Your role may read this field of this client, not change it.` : ''
        },
      }
    }
    const editOwn = (of: Field, heldBy: (client: ClientData) => Own | undefined): Editable<ClientData> | undefined => {
      const kind = ownInCells[of.kind]
      if (!kind || of.formula || !mayUpdate || !mayWrite(access, 'Client.custom') || !mayWrite(access, of.coordinate))
        return undefined
      return {
        kind,
        items: (of.options ?? []).map((each) => ({ value: each.value, label: locale === 'zh-CN' ? each.zh : each.en })),
        required: of.required,
        value: (client) => {
          const value = heldBy(client)?.value
          return value == null ? '' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
        },
        refuse: (client) => {
          const levels = [of.coordinate, 'Client.custom'].map((each) => grantOn(access, each, client.relation).level)
          if (levels.every((level) => level === 'EDIT')) return null
          return levels.includes('NONE') ? '' : t`Your role may read this field of this client, not change it.`
        },
      }
    }
    const own = bestLevel(access, 'Client.custom') === 'NONE' ? [] : ownFields
    const added = own
      .filter((each) => bestLevel(access, each.coordinate) !== 'NONE')
      .map((each): Column<ClientData> => {
        const heldBy = (client: ClientData) => client.custom?.find(({ key }) => key === bareKey(each.key))
        const numeric = ['number', 'money', 'percent'].includes(each.kind)
        const editable = editOwn(each, heldBy)
        return {
          id: each.key,
          title: locale === 'zh-CN' ? each.zh : each.en,
          width: each.kind === 'long_text' ? 220 : 140,
          sortable: each.sortable,
          cell: (client) => ownCell(each, heldBy(client), ownText(each, heldBy(client))),
          text: (client) => ownText(each, heldBy(client)),
          closed: closed(each.key),
          ...(editable ? { edit: editable } : {}),
          ...(numeric ? { end: true, number: (client) => numberIn(heldBy(client)?.value) } : {}),
        }
      })
    const usual = shapes
      .filter(({ id }) => bestLevel(access, coordinate(id)) !== 'NONE')
      .map(({ id, zh, en, end }): Column<ClientData> => {
        const editable = edit(id)
        return {
          id,
          title: label(id),
          width: locale === 'zh-CN' ? zh : en,
          sortable: id in ORDERS,
          cell: (client) => cell(id, client),
          text: id === 'aum' ? (client) => moneyFull(client.aum, locale) : (client) => text(id, client),
          closed: closed(id),
          ...(end ? { end } : {}),
          ...(id === 'aum' ? { unit: moneyUnit(locale), number: (client) => client.aum ?? null } : {}),
          ...(editable ? { edit: editable } : {}),
        }
      })
    return [...usual, ...added]
  }, [access, fields, ownFields, locale, mayUpdate, service])
}
