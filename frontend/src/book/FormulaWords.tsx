import { useLingui } from '@lingui/react/macro'
import { useViewer } from '../viewer/Viewer'

const PART = /custom:[a-z][a-z0-9_]*|[A-Za-z]+|[*/]/g

/** A formula in words, with the names of its fields: = 信托规模 × 私募占比 ÷ 100. */
export function FormulaWords({ formula }: { formula: string }) {
  const { t, i18n } = useLingui()
  const { fields, ownFields } = useViewer()
  const known = new Map([...fields.values(), ...ownFields].map((field) => [field.key, field]))
  const words = formula.replace(PART, (part) => {
    if (part === '*') return '×'
    if (part === '/') return '÷'
    if (part === 'today') return t`today`
    const field = known.get(part)
    return field ? (i18n.locale === 'zh-CN' ? field.zh : field.en) : part
  })
  return <>{`= ${words}`}</>
}
