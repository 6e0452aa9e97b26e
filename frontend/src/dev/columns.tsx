import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { moneyFull, moneyUnit } from '../format/money'
import { Badge, type Hue, type Shape } from '../ui/Badge'
import type { Column } from '../ui/grid/columns'
import { Money } from '../ui/Money'
import type { Person } from './people'
import { useSay } from './say'

const hues: Record<string, [Hue, Shape]> = {
  lead: ['neutral', 'ring'],
  prospect: ['blue', 'ring'],
  existing: ['green', 'dot'],
  dormant: ['amber', 'bar'],
  former: ['neutral', 'bar'],
}
const riskHues: Record<string, Hue> = { C1: 'green', C2: 'teal', C3: 'blue', C4: 'amber', C5: 'red' }

/** Words of the choices of the sample people. */
export function useChoices() {
  const say = useSay()
  const states = [
    { value: 'lead', label: say('线索', 'Lead') },
    { value: 'prospect', label: say('潜在', 'Prospect') },
    { value: 'existing', label: say('存续', 'Existing') },
    { value: 'dormant', label: say('沉默', 'Dormant') },
    { value: 'former', label: say('历史', 'Former') },
  ]
  const risks = [
    { value: 'C1', label: say('C1 保守型', 'C1 Conservative') },
    { value: 'C2', label: say('C2 谨慎型', 'C2 Cautious') },
    { value: 'C3', label: say('C3 稳健型', 'C3 Balanced') },
    { value: 'C4', label: say('C4 积极型', 'C4 Growth') },
    { value: 'C5', label: say('C5 进取型', 'C5 Aggressive') },
  ]
  return { states, risks }
}

/** Columns of every kind a cell can be: text, choice, date, amount, flag, long text, masked, hidden, locked. */
export function usePersonColumns(): readonly Column<Person>[] {
  const { i18n } = useLingui()
  const say = useSay()
  const { states, risks } = useChoices()
  const { locale } = i18n
  // biome-ignore lint/correctness/useExhaustiveDependencies: all words follow the language
  return useMemo(() => {
    const word = (items: { value: string; label: string }[], value: string) =>
      items.find((item) => item.value === value)?.label ?? value
    const refuse = (person: Person) =>
      person.owner === '陆一鸣' ? null : say('仅负责人可修改此字段。', 'Only the owner may change this.')
    const flag = (value: string) => (value === 'yes' ? say('是', 'Yes') : value === 'no' ? say('否', 'No') : '')
    const columns: Column<Person>[] = [
      {
        id: 'name',
        title: say('姓名', 'Name'),
        width: 180,
        sortable: true,
        cell: (p) => p.name,
        text: (p) => p.name,
        edit: { kind: 'text', required: true, value: (p) => p.name },
      },
      {
        id: 'state',
        title: say('状态', 'State'),
        width: 112,
        sortable: true,
        cell: (p) => {
          const [hue, shape] = hues[p.state] ?? ['neutral', 'dot']
          return (
            <Badge hue={hue} shape={shape}>
              {word(states, p.state)}
            </Badge>
          )
        },
        text: (p) => word(states, p.state),
        edit: { kind: 'choice', items: states, required: true, value: (p) => p.state },
      },
      {
        id: 'aum',
        title: say('存续规模', 'AUM'),
        width: 130,
        end: true,
        sortable: true,
        unit: moneyUnit(locale),
        cell: (p) => <Money cny={p.aum} column />,
        text: (p) => moneyFull(p.aum, locale),
        number: (p) => p.aum,
        edit: { kind: 'money', value: (p) => p.aum },
      },
      {
        id: 'risk',
        title: say('风险等级', 'Risk level'),
        width: 112,
        sortable: true,
        cell: (p) => (
          <Badge hue={riskHues[p.risk] ?? 'neutral'} shape="rise">
            {p.risk}
          </Badge>
        ),
        text: (p) => word(risks, p.risk),
        edit: { kind: 'choice', items: risks, value: (p) => p.risk, refuse },
      },
      {
        id: 'city',
        title: say('城市', 'City'),
        width: 110,
        sortable: true,
        cell: (p) => <span>{p.city || '—'}</span>,
        text: (p) => p.city,
        edit: { kind: 'text', value: (p) => p.city },
      },
      {
        id: 'owner',
        title: say('负责人', 'Owner'),
        width: 110,
        sortable: true,
        cell: (p) => <span>{p.owner}</span>,
        text: (p) => p.owner,
      },
      {
        id: 'since',
        title: say('首次认购', 'Since'),
        width: 120,
        sortable: true,
        cell: (p) => <span>{p.since || '—'}</span>,
        text: (p) => p.since,
        edit: { kind: 'date', value: (p) => p.since },
      },
      {
        id: 'qualified',
        title: say('合格投资者', 'Qualified'),
        width: 120,
        cell: (p) => <span>{flag(p.qualified) || '—'}</span>,
        text: (p) => flag(p.qualified),
        edit: { kind: 'boolean', value: (p) => p.qualified },
      },
      {
        id: 'mobile',
        title: say('手机', 'Mobile'),
        width: 140,
        cell: (p) => <span>{p.mobile}</span>,
        text: (p) => p.mobile,
        closed: (p) =>
          p.owner === '陆一鸣'
            ? null
            : {
                level: p.owner === '何婉清' ? 'NONE' : 'MASKED',
                rule: 'p, client_manager, Client.mobile, team, masked, allow',
                grantedBy: [say('团队负责人', 'Team lead')],
              },
      },
      {
        id: 'note',
        title: say('备注', 'Note'),
        width: 240,
        cell: (p) => <span>{p.note || '—'}</span>,
        text: (p) => p.note,
        edit: { kind: 'long_text', value: (p) => p.note },
      },
    ]
    return columns
  }, [locale])
}
