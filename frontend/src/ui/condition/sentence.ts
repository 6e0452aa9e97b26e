import { moneyShort } from '../../format/money'
import type { Fact } from './facts'
import { type Comparison, type Node, OPERATORS } from './tree'

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

/** An operator in words; of days it speaks of before and after. `empty` is two operators to a reader. */
export function operatorWords(op: string, value: unknown, fact: Fact | undefined, locale: string): string {
  const at = locale === 'zh-CN' ? 0 : 1
  if (op === 'empty') return (value === false ? ['不为空', 'is not empty'] : ['为空', 'is empty'])[at] ?? ''
  const days = fact?.kind === 'date' || fact?.kind === 'instant' ? DAYS[op] : undefined
  return (days ?? WORDS[op])?.[at] ?? op
}

/** A condition in words, e.g. "存续规模不少于¥300.00万 且 风险等级为C4 积极型". */
export function sentenceOf(node: Node, facts: ReadonlyMap<string, Fact>, locale: string): string {
  const zh = locale === 'zh-CN'
  const not = node.negated ? (zh ? '非' : 'not ') : ''
  if (node.is === 'comparison') return not + comparisonWords(node, facts.get(node.field), locale)
  const words = node.parts.map((part) => {
    const inner = sentenceOf(part, facts, locale)
    return part.is === 'group' && !part.negated ? bracketed(inner, zh) : inner
  })
  const joint = node.of === 'all' ? (zh ? ' 且 ' : ' and ') : zh ? ' 或 ' : ' or '
  const none = node.of === 'all' ? (zh ? '全部' : 'everything') : zh ? '无' : 'nothing'
  const whole = words.join(joint) || none
  return node.negated ? not + bracketed(whole, zh) : whole
}

const bracketed = (text: string, zh: boolean) => (zh ? `（${text}）` : `(${text})`)

function comparisonWords({ field, op, value }: Comparison, fact: Fact | undefined, locale: string): string {
  const zh = locale === 'zh-CN'
  // A rule over a field that is no more is shown by the field's key: broken rules are kept and shown.
  const name = fact?.label ?? field
  const operator = operatorWords(op, value, fact, locale)
  if (op === 'empty') return zh ? name + operator : `${name} ${operator}`
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
