import { useState } from 'react'
import { ConditionBuilder } from '../ui/condition/ConditionBuilder'
import type { Fact } from '../ui/condition/facts'
import type { Condition } from '../ui/condition/tree'
import css from './Conditions.module.css'
import { useChoices } from './columns'
import { OWNERS } from './people'
import { Sample, Samples } from './Sample'
import { useSay } from './say'

const start: Condition = {
  all: [
    { is: { field: 'aum', op: 'gte', value: '3000000' } },
    {
      any: [
        { is: { field: 'risk', op: 'in', value: ['C4', 'C5'] } },
        { not: { is: { field: 'tags', op: 'any', value: ['complaint'] } } },
      ],
    },
    { is: { field: 'lastInteractionAt', op: 'lt', value: '2026-08-22T00:00:00+08:00' } },
  ],
}
const broken: Condition = {
  any: [{ is: { field: 'formerField', op: 'eq', value: 'x' } }, { is: { field: 'city', op: 'in', value: [] } }],
}

/** The rule language by hand: groups, comparisons, a sentence, and the tree that is saved. */
export function Conditions() {
  const say = useSay()
  const { states, risks } = useChoices()
  const [condition, setCondition] = useState<Condition>(start)
  const [complete, setComplete] = useState(true)
  const [other, setOther] = useState<Condition>(broken)
  const facts: Fact[] = [
    { key: 'name', label: say('姓名', 'Name'), kind: 'text', section: say('身份', 'Identity') },
    { key: 'aum', label: say('存续规模', 'AUM'), kind: 'money', section: say('投资', 'Investing') },
    {
      key: 'risk',
      label: say('风险等级', 'Risk level'),
      kind: 'choice',
      items: risks,
      section: say('投资', 'Investing'),
    },
    { key: 'state', label: say('状态', 'State'), kind: 'choice', items: states, section: say('服务', 'Service') },
    { key: 'city', label: say('城市', 'City'), kind: 'text', section: say('资料', 'Profile') },
    { key: 'since', label: say('首次认购日', 'First subscription'), kind: 'date', section: say('投资', 'Investing') },
    {
      key: 'lastInteractionAt',
      label: say('最近互动', 'Last interaction'),
      kind: 'instant',
      section: say('服务', 'Service'),
    },
    {
      key: 'qualified',
      label: say('合格投资者', 'Qualified investor'),
      kind: 'boolean',
      section: say('投资', 'Investing'),
    },
    { key: 'mobile', label: say('手机', 'Mobile'), kind: 'sealed', section: say('联系', 'Contact') },
    {
      key: 'owner',
      label: say('负责人', 'Owner'),
      kind: 'user',
      items: OWNERS.map((name) => ({ value: name, label: name })),
      section: say('服务', 'Service'),
    },
    {
      key: 'tags',
      label: say('标签', 'Tags'),
      kind: 'tags',
      section: say('服务', 'Service'),
      items: [
        { value: 'complaint', label: say('投诉待跟进', 'Open complaint') },
        { value: 'trust', label: say('家族信托', 'Family trust') },
        { value: 'energy', label: say('关注新能源', 'Likes new energy') },
      ],
    },
  ]
  return (
    <Samples title={say('条件', 'Conditions')}>
      <Sample wide title={say('嵌套条件', 'Nested')}>
        <ConditionBuilder
          label={say('客户范围', 'Which clients')}
          condition={condition}
          facts={facts}
          onChange={(next, whole) => {
            setCondition(next)
            setComplete(whole)
          }}
        />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <section className={css.tree} tabIndex={0} aria-label={say('条件的 JSON', 'The condition as JSON')}>
          <pre>{JSON.stringify(condition, null, 1)}</pre>
        </section>
        {!complete && <p>{say('有条件尚未填完。', 'A condition is not complete yet.')}</p>}
      </Sample>
      <Sample wide title={say('失效字段与未填值', 'A field that is gone, a value that is missing')}>
        <ConditionBuilder label={say('规则', 'Rule')} condition={other} facts={facts} onChange={setOther} />
      </Sample>
      <Sample wide title={say('只读', 'Read only')}>
        <ConditionBuilder
          label={say('已发布规则', 'Published rule')}
          condition={start}
          facts={facts}
          onChange={() => undefined}
          disabled
        />
      </Sample>
    </Samples>
  )
}
