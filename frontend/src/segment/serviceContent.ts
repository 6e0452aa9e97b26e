import type { Condition } from '../ui/condition/tree'

/** A service matrix as it is edited: what is being typed may not be right yet, which the server then says. */
export type Cadence = { every: number | string; unit: string; kinds: string[] }
export type EditedCell = {
  key: string
  zh: string
  en: string
  tiers: string[]
  condition: Condition | null
  priority: number | string
  owner: string[]
  cadence: Cadence | null
  calendar: string
  responses: Record<string, number | string>
  entitlements: { zh: string; en: string }[]
  escalation: string[]
  urgency: string
}
export type ServiceContent = { cells: EditedCell[] }

export const contentOf = (json: unknown): ServiceContent => structuredClone(json) as ServiceContent

/** What was typed, as a whole number where it is one. */
export const typed = (text: string): number | string => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : text)

/** A key for a new cell that no other one has. */
export function freshKey(cells: readonly EditedCell[]): string {
  for (let n = 1; ; n++) if (!cells.some(({ key }) => key === `cell_${n}`)) return `cell_${n}`
}

/** A cell that promises nothing yet. */
export const emptyCell = (cells: readonly EditedCell[]): EditedCell => ({
  key: freshKey(cells),
  zh: '',
  en: '',
  tiers: [],
  condition: null,
  priority: 50,
  owner: [],
  cadence: null,
  calendar: 'business',
  responses: {},
  entitlements: [],
  escalation: ['owner', 'team_lead'],
  urgency: 'normal',
})

/** As the server orders them: the more specific first, of equals the higher priority, then as they stand. */
export function inOrder<Cell extends { tiers: readonly unknown[]; condition: unknown; priority: unknown }>(
  cells: readonly Cell[],
): Cell[] {
  const strength = (cell: Cell) => (cell.tiers.length > 0 ? 1 : 0) + (cell.condition ? 1 : 0)
  return cells
    .map((cell, at) => ({ cell, at }))
    .sort(
      (a, b) => strength(b.cell) - strength(a.cell) || Number(b.cell.priority) - Number(a.cell.priority) || a.at - b.at,
    )
    .map(({ cell }) => cell)
}

export type CellChange = { key: string; zh: string; en: string; what: 'added' | 'removed' | 'changed'; parts: string[] }

/** What another matrix says otherwise, cell by cell. */
export function changesOf(before: ServiceContent, after: ServiceContent): CellChange[] {
  const old = new Map(before.cells.map((cell) => [cell.key, cell]))
  const now = new Map(after.cells.map((cell) => [cell.key, cell]))
  const found: CellChange[] = []
  for (const cell of after.cells) {
    const was = old.get(cell.key)
    const { key, zh, en } = cell
    if (!was) found.push({ key, zh, en, what: 'added', parts: [] })
    else {
      const names = Object.keys(cell) as (keyof EditedCell)[]
      const parts = names.filter((name) => JSON.stringify(cell[name]) !== JSON.stringify(was[name]))
      if (parts.length > 0) found.push({ key, zh, en, what: 'changed', parts })
    }
  }
  for (const { key, zh, en } of before.cells) {
    if (!now.has(key)) found.push({ key, zh, en, what: 'removed', parts: [] })
  }
  const orderOf = (content: ServiceContent) => content.cells.map(({ key }) => key).join()
  const [first] = after.cells
  if (found.length === 0 && first && orderOf(before) !== orderOf(after)) {
    found.push({ key: first.key, zh: first.zh, en: first.en, what: 'changed', parts: ['order'] })
  }
  return found
}
