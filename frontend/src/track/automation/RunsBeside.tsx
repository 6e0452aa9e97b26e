import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import css from '../../book/Approvals.module.css'
import { useBoth } from '../../book/journeyWords'
import { RunState } from '../../book/RunState'
import { useCommands } from '../../keyboard/commands'
import { paths } from '../../paths'
import { Boundary } from '../../ui/Boundary'
import { TextButton } from '../../ui/Button'
import { DataTable, LoadMore, wideCell } from '../../ui/DataTable'
import { Moment } from '../../ui/Moment'
import { RecordPanel } from '../../ui/RecordPanel'
import { SkeletonRows } from '../../ui/Skeleton'
import { useNarrow } from '../../ui/useNarrow'
import { useSearchValues, useSetSearch } from '../../viewer/url'
import type { Row } from './RunList'
import { RunView } from './RunView'
import { useEventWords } from './useEventWords'

type Paging = { hasNext: boolean; isLoadingNext: boolean; loadNext: (n: number) => unknown }
type Props = { rows: readonly Row[]; total: number; page: Paging; onChanged: () => void }

/** The table of runs; the open one stands beside it, on a phone in its place. */
export function RunsBeside({ rows, total, page, onChanged }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const narrow = useNarrow()
  const events = useEventWords()
  const { open } = useSearchValues()
  const setSearch = useSetSearch()
  const [turn, setTurn] = useState(0)
  const at = rows.findIndex(({ id }) => id === open)
  const step = (by: number) => {
    const next = rows[at < 0 ? 0 : at + by]
    if (next) setSearch({ open: next.id })
  }
  useCommands(
    [
      { id: 'runs.next', title: t`Next run`, keys: 'j', run: () => step(1) },
      { id: 'runs.previous', title: t`Previous run`, keys: 'k', run: () => step(-1) },
    ],
    t`Runs of automations`,
  )
  const view = open && (
    <Boundary key={`${open} ${turn}`} fallback={<SkeletonRows rows={8} />}>
      <RunView
        id={open}
        onChanged={() => {
          setTurn((n) => n + 1)
          onChanged()
        }}
      />
    </Boundary>
  )
  if (narrow && open) {
    return (
      <>
        <TextButton onClick={() => setSearch({ open: null })}>{t`Back to the list`}</TextButton>
        {view}
      </>
    )
  }
  return (
    <div className={css.split}>
      <div className={css.list}>
        <DataTable
          label={t`Runs of automations`}
          heads={[
            { id: 'automation', title: t`Automation` },
            { id: 'state', title: t`State` },
            { id: 'client', title: t`Client` },
            { id: 'event', title: t`Started by`, wide: true },
            { id: 'at', title: t`Began`, wide: true },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id} className={row.id === open ? css.chosen : undefined} aria-selected={row.id === open}>
              <td>
                <TextButton onClick={() => setSearch({ open: row.id })}>
                  {row.automation ? both(row.automation) : '—'}
                </TextButton>
              </td>
              <td>
                <RunState state={row.state} />
              </td>
              <td>{row.client?.name ?? t`The firm`}</td>
              <td className={wideCell}>{events(row.event)}</td>
              <td className={wideCell}>
                <Moment at={row.startedAt} />
              </td>
            </tr>
          ))}
        </DataTable>
        <LoadMore
          hasNext={page.hasNext}
          loading={page.isLoadingNext}
          onMore={() => page.loadNext(50)}
          shown={rows.length}
          total={total}
        />
      </div>
      {open && (
        <RecordPanel
          label={t`Run`}
          to={paths.automationRuns({ open })}
          onClose={() => setSearch({ open: null })}
          onPrevious={at > 0 ? () => step(-1) : undefined}
          onNext={at >= 0 && at + 1 < rows.length ? () => step(1) : undefined}
        >
          {view}
        </RecordPanel>
      )}
    </div>
  )
}
