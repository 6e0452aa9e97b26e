import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { useUserItems } from '../../book/UserChoice'
import { useTiers } from '../../book/useTiers'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { DateField } from '../../ui/DateField'
import { Dialog } from '../../ui/Dialog'
import { SkeletonRows } from '../../ui/Skeleton'
import { Toggle } from '../../ui/Toggle'
import type { Teams } from '../CockpitFilters'
import css from './Report.module.css'
import { CHARTS, type Draft, fits, type Known, TIMES } from './reportShape'
import { useReportWords } from './useReportWords'

const ReportCondition = lazy(() => import('./ReportCondition').then((loaded) => ({ default: loaded.ReportCondition })))

const TOPS = [5, 10, 20, 50]
type Props = { draft: Draft; known: readonly Known[]; teams: Teams; onChange: (draft: Draft) => void }

/** Of which days a report is, whom it counts, how it is ordered and drawn. */
export function ReportSettings({ draft, known, teams, onChange }: Props) {
  const { t } = useLingui()
  const words = useReportWords()
  const tiers = useTiers()
  const [open, setOpen] = useState(false)
  const set = (more: Partial<Draft>) => onChange({ ...draft, ...more })
  const filter = draft.filter ?? {}
  const narrow = (name: 'team' | 'owner' | 'tier', value: string | null) => {
    const { [name]: _, ...others } = filter
    const next = value === null ? others : { ...others, [name]: value }
    set({ filter: Object.keys(next).length > 0 ? next : null })
  }
  const money = draft.measures.some(
    ({ kpi, measure }) =>
      known.find(({ id }) => id === kpi)?.measures.find(({ key }) => key === measure)?.unit === 'money',
  )
  return (
    <>
      <div className={css.settings}>
        <Choice
          label={t`Period`}
          items={words.spans}
          value={draft.span}
          onChange={(span) => span && set({ span: span as Draft['span'] })}
        />
        {draft.span === 'FIXED' && (
          <>
            <DateField
              label={t({ message: 'From', context: 'first day' })}
              value={draft.from ?? ''}
              onChange={(from) => set({ from: from || null })}
            />
            <DateField
              label={t`Until, not included`}
              value={draft.to ?? ''}
              onChange={(to) => set({ to: to || null })}
            />
          </>
        )}
        <Choice
          label={t({ message: 'Compared with', context: 'report' })}
          items={words.compares}
          value={draft.compare}
          onChange={(compare) => compare && set({ compare: compare as Draft['compare'] })}
        />
        <Choice
          label={t`Team`}
          items={teams.map(({ id, name }) => ({ value: id, label: name ?? '' }))}
          value={filter.team ?? null}
          clearable
          onChange={(team) => narrow('team', team)}
        />
        <Owners value={filter.owner ?? null} onChange={(owner) => narrow('owner', owner)} />
        <Choice
          label={t`Tier`}
          items={tiers.tiers.map(({ key }) => ({ value: key, label: tiers.word(key) }))}
          value={filter.tier ?? null}
          clearable
          onChange={(tier) => narrow('tier', tier)}
        />
        <Button onClick={() => setOpen(true)}>
          {draft.condition ? t`Conditions of clients: change` : t`Conditions of clients`}
        </Button>
      </div>
      <div className={css.settings}>
        {draft.rows !== null && !TIMES.includes(draft.rows) && (
          <>
            <Choice
              label={t`Order of rows`}
              items={words.orders}
              value={draft.order}
              onChange={(order) => order && set({ order: order as Draft['order'] })}
            />
            <Choice
              label={t`Rows by name`}
              items={TOPS.map((top) => ({ value: String(top), label: t`The first ${top}, the rest as one` }))}
              value={draft.top === null ? null : String(draft.top)}
              placeholder={t`All`}
              clearable
              onChange={(top) => set({ top: top === null ? null : Number(top) })}
            />
          </>
        )}
        {money && (
          <Choice
            label={t`Unit of money`}
            items={words.scales}
            value={draft.scale}
            onChange={(scale) => scale && set({ scale: scale as Draft['scale'] })}
          />
        )}
        <Toggle label={t`With totals`} checked={draft.totals} onChange={(totals) => set({ totals })} />
      </div>
      <fieldset className={css.charts} aria-label={t`How it is drawn`}>
        {CHARTS.filter((chart) => fits(chart, draft, known)).map((chart) => (
          <Button key={chart} small aria-pressed={draft.chart === chart} onClick={() => set({ chart })}>
            {words.chart(chart)}
          </Button>
        ))}
      </fieldset>
      <Dialog title={t`Conditions of clients`} open={open} onClose={() => setOpen(false)} size={860}>
        <Suspense fallback={<SkeletonRows rows={4} />}>
          <ReportCondition
            condition={draft.condition}
            onSave={(condition) => {
              set({ condition })
              setOpen(false)
            }}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      </Dialog>
    </>
  )
}

function Owners({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useLingui()
  const items = useUserItems()
  return <Choice label={t`Manager`} items={items} value={value} clearable onChange={onChange} />
}
