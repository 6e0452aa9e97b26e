import { useLingui } from '@lingui/react/macro'
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import type { Failure } from '../../relay/failure'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { BulkBar } from '../../ui/grid/BulkBar'
import { DataGrid } from '../../ui/grid/DataGrid'
import { GridTools } from '../../ui/grid/GridTools'
import type { Layout } from '../../ui/grid/layout'
import { useSelection } from '../../ui/grid/selection'
import { useMemory } from '../../ui/grid/useMemory'
import { useWidths } from '../../ui/grid/useWidths'
import { usePreferences } from '../../viewer/Preferences'
import { useSearchValues } from '../../viewer/url'
import { DraftedCells } from './draftedCells'
import css from './Policies.module.css'
import type { Role } from './PoliciesPage'
import { PolicyFilters } from './PolicyFilters'
import { useGridSave } from './useGridSave'
import { usePolicyColumns } from './usePolicyColumns'
import type { Edit } from './usePolicyDraft'
import { type PolicyLine, type Question, usePolicyRows } from './usePolicyRows'

const PolicyCellDialog = lazy(() =>
  import('./PolicyCellDialog').then((loaded) => ({ default: loaded.PolicyCellDialog })),
)

export type Part = Question['part']
type Props = {
  part: Part
  roles: readonly Role[]
  rung: number
  /** Null for who may only read. */
  change: ((edits: readonly Edit[]) => Promise<Failure | null>) | null
}
export type PolicyCells = { line: PolicyLine; drafted: readonly string[] }
const idOf = (line: PolicyLine) => line.coordinate

/** Coordinates down, roles across: what each role may, and what the draft says otherwise. A sheet to write in. */
export function PolicyGrid({ part, roles, rung, change }: Props) {
  const { t } = useLingui()
  const values = useSearchValues()
  const { density, setDensity } = usePreferences()
  const selection = useSelection<PolicyLine>()
  const memory = useMemory()
  const [own, setOwn] = useState(0)
  const [dialog, setDialog] = useState<'picked' | 'whole' | null>(null)
  const question = useMemo<Question>(() => questionOf(part, values), [part, values])
  const pages = usePolicyRows(question, rung + own)
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that are read anew bring their cells along
  const drafted = useMemo(() => new DraftedCells(), [rung, own])
  const columns = usePolicyColumns(part, roles, change !== null)
  const save = useGridSave(roles, drafted, change)
  const read = useCallback((line: PolicyLine) => withDrafted(line, drafted.of(line.coordinate)), [drafted])
  const With = useMemo(() => withDraftOf(drafted), [drafted])
  const { layout, setLayout, onUsual } = useLayout(part, columns)
  const all = async (edits: readonly Edit[]) => {
    const failure = change ? await change(edits) : null
    if (!failure) {
      setOwn((n) => n + 1)
      selection.clear()
    }
    return failure
  }
  return (
    <div className={css.sheet}>
      <PolicyFilters part={part} roles={roles}>
        {change && <Button small onClick={() => setDialog('whole')}>{t`A whole type or class…`}</Button>}
        <GridTools
          columns={columns}
          layout={layout}
          onLayout={setLayout}
          onUsual={onUsual}
          density={density}
          onDensity={setDensity}
        />
      </PolicyFilters>
      <div className={css.grid}>
        <DataGrid
          label={t`Permissions`}
          columns={columns}
          layout={layout}
          onLayout={setLayout}
          source={pages}
          With={With}
          read={read}
          idOf={idOf}
          sort={[]}
          onSort={() => undefined}
          {...(change ? { selection, save } : {})}
          density={density}
          empty={<EmptyState scene="filter" title={t`Nothing here is named or classed like that.`} />}
          memory={memory}
        />
        {change && (
          <BulkBar picked={selection.rows.size} onClear={selection.clear}>
            <Button small onClick={() => setDialog('picked')}>{t`Set for roles…`}</Button>
          </BulkBar>
        )}
      </div>
      {dialog && (
        <Suspense fallback={null}>
          <PolicyCellDialog
            part={part}
            roles={roles}
            picked={dialog === 'picked' ? [...selection.rows.keys()] : null}
            change={all}
            onClose={() => setDialog(null)}
          />
        </Suspense>
      )}
    </div>
  )
}

function questionOf(part: Part, values: Record<string, string>): Question {
  const differs = values.differs === 'draft' ? 'DRAFT' : values.differs === 'shipped' ? 'SHIPPED' : null
  return {
    part,
    search: values.search?.slice(0, 80) || null,
    classification: values.class || null,
    group: values.type || null,
    role: values.role || null,
    differs,
  }
}

function withDrafted(line: PolicyLine, changed: ReadonlyMap<number, string> | undefined): PolicyCells {
  return { line, drafted: changed ? line.drafted.map((cell, n) => changed.get(n) ?? cell) : line.drafted }
}

/** A row that hears of its own changed cells. */
function withDraftOf(drafted: DraftedCells) {
  return function WithDraft({ row, children }: { row: PolicyLine; children: (data: PolicyCells) => ReactNode }) {
    const changed = useSyncExternalStore(drafted.listen, () => drafted.of(row.coordinate))
    return children(withDrafted(row, changed))
  }
}

function useLayout(part: Part, columns: readonly { id: string }[]) {
  const [widths, setWidths] = useWidths(`policies.${part}`)
  const usual = useMemo(() => columns.map(({ id }) => id), [columns])
  const [shown, setShown] = useState<readonly string[] | null>(null)
  const [frozen, setFrozen] = useState(1)
  const layout = useMemo<Layout>(() => ({ shown: shown ?? usual, frozen, widths }), [shown, usual, frozen, widths])
  const setLayout = useCallback(
    (next: Layout) => {
      if (next.widths !== widths) setWidths(next.widths)
      setShown(next.shown)
      setFrozen(next.frozen)
    },
    [widths, setWidths],
  )
  const onUsual = useCallback(() => {
    setWidths({})
    setShown(null)
    setFrozen(1)
  }, [setWidths])
  return { layout, setLayout, onUsual }
}
