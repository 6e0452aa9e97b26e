import { useLingui } from '@lingui/react/macro'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../book/words'
import { count } from '../format/money'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { DataTable, endCell, LoadMore, wideCell, wideEndCell } from '../ui/DataTable'
import { Menu, MenuItem } from '../ui/Menu'
import { Money } from '../ui/Money'
import { Toggle } from '../ui/Toggle'
import css from './Handover.module.css'
import { after, type DraftLine, type DraftLoad, moved } from './handoverDraft'

const PAGE = 100

type Props = {
  lines: readonly DraftLine[]
  loads: readonly DraftLoad[]
  split: boolean
  onLines: (lines: DraftLine[]) => void
}

/** Who gets whom: each client, and what each person has before and after. */
export function HandoverShare({ lines, loads, split, onLines }: Props) {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [shown, setShown] = useState(PAGE)
  const nameOf = new Map(loads.map((load) => [load.user, load.name]))
  const give = (clients: ReadonlySet<string>, to: string) => {
    onLines(moved(lines, clients, to, split))
    setPicked(new Set())
  }
  const pick = (client: string, on: boolean) => {
    const next = new Set(picked)
    if (on) next.add(client)
    else next.delete(client)
    setPicked(next)
  }
  const receivers = (clients: ReadonlySet<string>) =>
    loads.map((load) => (
      <MenuItem key={load.user} onClick={() => give(clients, load.user)}>
        {load.name}
      </MenuItem>
    ))
  return (
    <div className={css.stack}>
      <HandoverLoads lines={lines} loads={loads} />
      <div className={css.tools}>
        <Toggle
          label={t`Pick all`}
          checked={picked.size === lines.length}
          onChange={(on) => setPicked(new Set(on ? lines.map((line) => line.client) : []))}
        />
        <Menu
          target={
            <Button small disabled={picked.size === 0}>
              {t`Give ${count(picked.size, i18n.locale)} picked to…`}
              <ChevronDown size={13} aria-hidden="true" />
            </Button>
          }
        >
          {receivers(picked)}
        </Menu>
        {!split && <span className={css.hint}>{t`Families go together.`}</span>}
      </div>
      <DataTable
        label={t`Clients to hand over, ${count(lines.length, i18n.locale)}`}
        heads={[
          { id: 'client', title: t`Client` },
          { id: 'aum', title: t`AUM`, end: true },
          { id: 'role', title: t`Role`, wide: true },
          { id: 'watch', title: t`To know`, wide: true },
          { id: 'to', title: t`Follows` },
        ]}
      >
        {lines.slice(0, shown).map((line) => (
          <tr key={line.client}>
            <td>
              <Toggle label={line.name} checked={picked.has(line.client)} onChange={(on) => pick(line.client, on)} />
            </td>
            <td className={endCell}>
              <Money cny={line.aum} />
            </td>
            <td className={wideCell}>{word('assignmentRoles', line.role)}</td>
            <td className={wideCell}>
              <Watch line={line} />
            </td>
            <td>
              <Menu
                target={
                  <Button small look="quiet" aria-label={t`Who follows for ${line.name}`}>
                    {nameOf.get(line.to) ?? '—'}
                    <ChevronDown size={13} aria-hidden="true" />
                  </Button>
                }
              >
                {receivers(new Set([line.client]))}
              </Menu>
            </td>
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={shown < lines.length}
        loading={false}
        onMore={() => setShown(shown + PAGE)}
        shown={Math.min(shown, lines.length)}
        total={lines.length}
      />
    </div>
  )
}

/** What somebody has to know of a client at once. */
export function Watch({ line }: { line: DraftLine }) {
  const { t } = useLingui()
  const { overdue, dueSoon, birthday } = line
  return (
    <span className={css.badges}>
      {(overdue ?? 0) > 0 && <Badge hue="red">{t`${overdue ?? 0} overdue`}</Badge>}
      {(dueSoon ?? 0) > 0 && <Badge hue="amber">{t`${dueSoon ?? 0} due soon`}</Badge>}
      {birthday && <Badge hue="blue">{t`Birthday ${birthday.slice(5)}`}</Badge>}
    </span>
  )
}

/** What each who follows has before and after. */
export function HandoverLoads({ lines, loads }: Pick<Props, 'lines' | 'loads'>) {
  const { t, i18n } = useLingui()
  const both = (before: number | null, then: number | null) =>
    before === null || then === null ? '—' : `${count(before, i18n.locale)} → ${count(then, i18n.locale)}`
  return (
    <DataTable
      label={t`Workload before and after`}
      heads={[
        { id: 'who', title: t`Follows` },
        { id: 'clients', title: t`Clients`, end: true },
        { id: 'aum', title: t`AUM`, end: true },
        { id: 'open', title: t`Open tasks`, end: true, wide: true },
        { id: 'late', title: t`Overdue`, end: true, wide: true },
      ]}
    >
      {loads.map((load) => {
        const then = after(load, lines)
        return (
          <tr key={load.user}>
            <td>
              <span className={css.badges}>
                {load.name}
                {load.absent && <Badge hue="amber">{t`Away soon`}</Badge>}
                {!load.mayServe && <Badge hue="red">{t`Has no right to serve clients`}</Badge>}
              </span>
            </td>
            <td className={endCell}>{both(load.clients, then.clients)}</td>
            <td className={endCell}>
              <Money cny={load.aum} /> → <Money cny={then.aum} />
            </td>
            <td className={wideEndCell}>{both(load.openTasks, then.openTasks)}</td>
            <td className={wideEndCell}>{both(load.overdue, then.overdue)}</td>
          </tr>
        )
      })}
    </DataTable>
  )
}
