import { moneyShort } from '../../format/money'
import type { Fact, Relation } from './facts'
import { type Comparison, type Group, type Node, OPERATORS, type Quantifier, RELATIVE } from './tree'

/** Words of the operators in Chinese and English, as the server's sentences have them. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  eq: ['为', 'is'],
  ne: ['不为', 'is not'],
  in: ['为其一：', 'is one of'],
  gt: ['大于', 'is more than'],
  gte: ['不少于', 'is at least'],
  lt: ['小于', 'is less than'],
  lte: ['不超过', 'is at most'],
  prefix: ['以其开头：', 'begins with'],
  contains: ['包含', 'contains'],
  tail: ['尾号为', 'ends in'],
  any: ['含任一：', 'has any of'],
  all: ['含全部：', 'has all of'],
  none: ['不含：', 'has none of'],
}
const DAYS: Readonly<Record<string, readonly [string, string]>> = {
  gt: ['晚于', 'is after'],
  gte: ['不早于', 'is on or after'],
  lt: ['早于', 'is before'],
  lte: ['不晚于', 'is on or before'],
}

/** Compared with the day on which it is asked; the last pair is what 0 days mean. */
const FROM_TODAY: Readonly<Record<string, readonly [string, string, string, string]>> = {
  last: ['在最近{n}内', 'is within the last {n}', '为今天', 'is today'],
  next: ['在未来{n}内', 'is within the next {n}', '为今天', 'is today'],
  ago: ['在{n}前或更早', 'is {n} ago or earlier', '在今天或更早', 'is today or earlier'],
  ahead: ['在{n}后或更晚', 'is {n} ahead or later', '在今天或更晚', 'is today or later'],
}
const RELATED: Readonly<Record<Quantifier, readonly [string, string]>> = {
  some: ['有{name}（{part}）', 'has {name} with ({part})'],
  none: ['没有{name}（{part}）', 'has no {name} with ({part})'],
  every: ['{name}均为（{part}）', 'has only {name} with ({part})'],
  gte: ['至少有{number}项{name}（{part}）', 'has at least {number} {name} with ({part})'],
  lte: ['至多有{number}项{name}（{part}）', 'has at most {number} {name} with ({part})'],
}

/** Days in words; of 0 the whole comparison is another one. */
function fromToday(op: string, value: unknown, locale: string): string {
  const at = locale === 'zh-CN' ? 0 : 1
  const n = typeof value === 'number' ? value : null
  if (n === 0) return FROM_TODAY[op]?.[at + 2] ?? op
  const days = at === 0 ? `${n ?? '…'}天` : n === 1 ? '1 day' : `${n ?? '…'} days`
  return (FROM_TODAY[op]?.[at] ?? op).replace('{n}', days)
}

/** An operator in words; of days it speaks of before and after. `empty` is two operators to a reader. */
export function operatorWords(op: string, value: unknown, fact: Fact | undefined, locale: string): string {
  const at = locale === 'zh-CN' ? 0 : 1
  if (op === 'empty') return (value === false ? ['不为空', 'is not empty'] : ['为空', 'is empty'])[at] ?? ''
  if (RELATIVE.has(op)) return fromToday(op, value, locale)
  const days = fact?.kind === 'date' || fact?.kind === 'instant' ? DAYS[op] : undefined
  return (days ?? WORDS[op])?.[at] ?? op
}

/** A condition in words, e.g. "存续规模不少于¥300.00万 且 风险等级为C4 积极型". */
export function sentenceOf(
  node: Node,
  facts: ReadonlyMap<string, Fact>,
  locale: string,
  relations: readonly Relation[] = [],
): string {
  const zh = locale === 'zh-CN'
  const not = node.negated ? (zh ? '非' : 'not ') : ''
  if (node.is === 'comparison') return not + comparisonWords(node, facts.get(node.field), locale)
  const relation = node.about && relations.find(({ key }) => key === node.about?.field)
  const further = node.about ? (relation?.relations ?? []) : relations
  const known = node.about ? new Map(relation?.facts.map((fact) => [fact.key, fact])) : facts
  const words = node.parts.map((part) => {
    const inner = sentenceOf(part, known, locale, further)
    return part.is === 'group' && !part.negated && !part.about ? bracketed(inner, zh) : inner
  })
  const joint = node.of === 'all' ? (zh ? ' 且 ' : ' and ') : zh ? ' 或 ' : ' or '
  const none = node.of === 'all' ? (zh ? '全部' : 'everything') : zh ? '无' : 'nothing'
  const whole = words.join(joint) || none
  const told = node.about ? aboutWords(node.about, relation?.label ?? node.about.field, whole, zh) : whole
  return node.negated ? not + bracketed(told, zh) : told
}

const aboutWords = ({ quantifier, number }: NonNullable<Group['about']>, name: string, part: string, zh: boolean) =>
  RELATED[quantifier][zh ? 0 : 1]
    .replace('{number}', String(number))
    .replace('{name}', () => name)
    .replace('{part}', () => part)

const bracketed = (text: string, zh: boolean) => (zh ? `（${text}）` : `(${text})`)

function comparisonWords({ field, op, value }: Comparison, fact: Fact | undefined, locale: string): string {
  const zh = locale === 'zh-CN'
  // A rule over a field that is no more is shown by the field's key: broken rules are kept and shown.
  const name = fact?.label ?? field
  const operator = operatorWords(op, value, fact, locale)
  if (op === 'empty' || RELATIVE.has(op)) return zh ? name + operator : `${name} ${operator}`
  const values = Array.isArray(value) ? value : [value]
  const shown = values.map((each) => valueWords(each, fact, locale)).join(zh ? '、' : ', ') || '…'
  return zh ? `${name}${operator}${shown}` : `${name} ${operator} ${shown}`
}

function valueWords(value: unknown, fact: Fact | undefined, locale: string): string {
  if (typeof value === 'boolean') return locale === 'zh-CN' ? (value ? '是' : '否') : value ? 'yes' : 'no'
  const text = String(value ?? '')
  if (text === '') return '…'
  if (fact?.kind === 'money') return moneyShort(text, locale)
  if (fact?.kind === 'instant') return text.slice(0, 10)
  return fact?.items?.find((item) => item.value === text)?.label ?? text
}

/** Operators of a fact as a person chooses them; being empty and not being empty are two. */
export function choicesOf(fact: Fact, locale: string): { value: string; label: string }[] {
  return OPERATORS[fact.kind].flatMap((op) =>
    op === 'empty'
      ? [
          { value: 'empty', label: operatorWords('empty', true, fact, locale) },
          { value: 'filled', label: operatorWords('empty', false, fact, locale) },
        ]
      : [{ value: op, label: operatorWords(op, null, fact, locale).replace('：', '') }],
  )
}
