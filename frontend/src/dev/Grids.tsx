import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { BulkBar } from '../ui/grid/BulkBar'
import { DataGrid, type Density } from '../ui/grid/DataGrid'
import type { Grouping } from '../ui/grid/flat'
import type { Sort } from '../ui/grid/GridHead'
import { GridTools } from '../ui/grid/GridTools'
import type { Layout } from '../ui/grid/layout'
import { SearchBox } from '../ui/grid/SearchBox'
import { useSelection } from '../ui/grid/selection'
import { type PageSource, useArraySource } from '../ui/grid/source'
import { sumOf } from '../ui/grid/sums'
import type { Save } from '../ui/grid/useEdits'
import { Money } from '../ui/Money'
import { useChoices, usePersonColumns } from './columns'
import css from './Grids.module.css'
import { type Person, people, STATES } from './people'
import { Sample, Samples } from './Sample'
import { useSay } from './say'

const MANY = 100_000
const WithPerson = ({ row, children }: { row: Person; children: (data: Person) => ReactNode }) => children(row)
const read = (row: Person) => row
const idOf = (row: Person) => row.id
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function sorted(rows: readonly Person[], sort: readonly Sort[]): readonly Person[] {
  if (sort.length === 0) return rows
  const compare = (a: Person, b: Person): number => {
    for (const { id, descending } of sort) {
      const [x, y] = [a[id as 'name'], b[id as 'name']]
      const order = id === 'aum' ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0
      if (order !== 0) return descending ? -order : order
    }
    return 0
  }
  return [...rows].sort(compare)
}

/** The grid over a hundred thousand rows, in groups, and in each of its states. */
export function Grids() {
  const say = useSay()
  return (
    <Samples title={say('表格', 'Grid')}>
      <Sample
        wide
        title={say('十万行，可编辑（“失败”二字会被拒绝）', 'A hundred thousand rows to edit (“fail” is refused)')}
      >
        <Sheet />
      </Sample>
      <Sample wide title={say('分组与小计', 'Groups with sub-totals')}>
        <Grouped />
      </Sample>
      <States />
    </Samples>
  )
}

function useSheet(count: number) {
  const say = useSay()
  const [rows, setRows] = useState<readonly Person[]>(() => people(count))
  const save = useCallback<Save>(
    async (changes) => {
      await wait(250)
      const refused = (text: string) => /失败|fail/i.test(text)
      const fit = changes.filter(({ after }) => !refused(after))
      setRows((before) => {
        const next = [...before]
        for (const { id, column, after } of fit) {
          const at = next.findIndex((row) => row.id === id)
          const row = next[at]
          if (row) next[at] = { ...row, [column]: after }
        }
        return next
      })
      return changes.map(({ after }) =>
        refused(after)
          ? { ok: false, why: say('服务器不接受这个值。', 'The server does not take this value.') }
          : { ok: true },
      )
    },
    [say],
  )
  return { rows, save }
}

function useLayout(columns: readonly { id: string }[]) {
  const usual = useMemo(() => columns.map(({ id }) => id), [columns])
  const [layout, setLayout] = useState<Layout>({ shown: usual, frozen: 1, widths: {} })
  return { layout, setLayout, onUsual: () => setLayout({ shown: usual, frozen: 1, widths: {} }) }
}

function Sheet() {
  const say = useSay()
  const columns = usePersonColumns()
  const { rows, save } = useSheet(MANY)
  const { layout, setLayout, onUsual } = useLayout(columns)
  const [sort, setSort] = useState<readonly Sort[]>([])
  const [text, setText] = useState('')
  const [density, setDensity] = useState<Density>('default')
  const selection = useSelection<Person>()
  const shown = useMemo(() => {
    const found = text ? rows.filter((row) => row.name.includes(text) || row.city.includes(text)) : rows
    return sorted(found, sort)
  }, [rows, sort, text])
  const source = useArraySource(shown)
  return (
    <div className={css.sheet}>
      <div className={css.tools}>
        <SearchBox text={text} onText={setText} placeholder={say('姓名、城市', 'Name, city')} />
        <span className={css.right}>
          <GridTools
            columns={columns}
            layout={layout}
            onLayout={setLayout}
            onUsual={onUsual}
            density={density}
            onDensity={setDensity}
          />
        </span>
      </div>
      <div className={css.grid}>
        <DataGrid
          label={say('示例客户', 'Sample clients')}
          columns={columns}
          layout={layout}
          onLayout={setLayout}
          source={source}
          With={WithPerson}
          read={read}
          idOf={idOf}
          sort={sort}
          onSort={setSort}
          selection={selection}
          save={save}
          density={density}
          empty={<EmptyState scene="filter" title={say('没有符合条件的客户。', 'No client matches.')} />}
        />
        <BulkBar picked={selection.rows.size} onClear={selection.clear}>
          <Button small>{say('加标签', 'Add a tag')}</Button>
        </BulkBar>
      </div>
    </div>
  )
}

const none: PageSource<Person> = {
  total: 0,
  more: false,
  ready: true,
  stale: false,
  failure: null,
  row: () => undefined,
  need: () => undefined,
  load: async () => [],
  retry: () => undefined,
}
const listOf = (rows: readonly Person[]): PageSource<Person> => ({
  ...none,
  total: rows.length,
  row: (index) => rows[index],
  load: async (from, to) => rows.slice(from, to + 1),
})

function Grouped() {
  const say = useSay()
  const columns = usePersonColumns()
  const { states } = useChoices()
  const { rows, save } = useSheet(2_000)
  const { layout, setLayout } = useLayout(columns)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(['existing']))
  const grouping = useMemo((): Grouping<Person> => {
    const byState = Map.groupBy(rows, (row) => row.state)
    const sources = new Map(STATES.map((state) => [state as string, listOf(byState.get(state) ?? [])]))
    return {
      groups: STATES.map((state) => {
        const own = byState.get(state) ?? []
        return {
          key: state,
          title: states.find(({ value }) => value === state)?.label ?? state,
          count: own.length,
          totals: { aum: <Money cny={sumOf(own.map(({ aum }) => aum))?.sum ?? '0'} column /> },
        }
      }),
      open,
      onToggle: (key) =>
        setOpen((before) => {
          const next = new Set(before)
          if (!next.delete(key)) next.add(key)
          return next
        }),
      rowsOf: (key) => sources.get(key) ?? null,
    }
  }, [rows, open, states])
  return (
    <div className={css.small}>
      <DataGrid
        label={say('按状态分组', 'By state')}
        columns={columns}
        layout={layout}
        onLayout={setLayout}
        source={useArraySource(rows)}
        grouping={grouping}
        With={WithPerson}
        read={read}
        idOf={idOf}
        sort={[]}
        onSort={() => undefined}
        save={save}
        density="compact"
        empty={null}
      />
    </div>
  )
}

function States() {
  const say = useSay()
  const columns = usePersonColumns()
  const { layout, setLayout } = useLayout(columns)
  const some = useMemo(() => people(30), [])
  const shown = (title: string, source: PageSource<Person>, empty: ReactNode = null, density: Density = 'default') => (
    <Sample title={title}>
      <div className={css.state}>
        <DataGrid
          label={title}
          columns={columns}
          layout={layout}
          onLayout={setLayout}
          source={source}
          With={WithPerson}
          read={read}
          idOf={idOf}
          sort={[]}
          onSort={() => undefined}
          density={density}
          empty={empty}
        />
      </div>
    </Sample>
  )
  return (
    <>
      {shown(say('加载中', 'Loading'), { ...none, ready: false })}
      {shown(say('重新查询中，旧行仍在', 'Asking anew, old rows stay'), { ...listOf(some), stale: true })}
      {shown(
        say('空', 'Empty'),
        none,
        <EmptyState
          scene="list"
          title={say('还没有客户。', 'No clients yet.')}
          actions={<Button look="primary">{say('新建客户', 'New client')}</Button>}
        >
          {say('您负责或协办的客户会出现在这里。', 'Clients you own or share will be listed here.')}
        </EmptyState>,
      )}
      {shown(
        say('筛选后为空', 'Empty by filters'),
        none,
        <EmptyState
          scene="filter"
          title={say('没有客户符合这些条件。', 'No client matches these filters.')}
          actions={<Button>{say('清除筛选', 'Remove all filters')}</Button>}
        />,
      )}
      {shown(say('出错', 'Failed'), { ...none, ready: false, failure: new Failure('OFFLINE', '') })}
      {shown(say('无权限', 'No right'), { ...none, ready: false, failure: new Failure('FORBIDDEN', '') })}
      {shown(say('后续页出错', 'A later page failed'), {
        ...listOf(some),
        total: 400,
        failure: new Failure('UNAVAILABLE', ''),
      })}
      {shown(say('触屏行高', 'Rows for touch'), listOf(some), null, 'touch')}
    </>
  )
}
