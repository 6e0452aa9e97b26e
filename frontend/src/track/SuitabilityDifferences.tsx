import { useLingui } from '@lingui/react/macro'
import css from '../book/Suitability.module.css'
import { type Content, differences } from '../book/suitabilityContent'

/** What differs between two versions of the rules, line by line. */
export function SuitabilityDifferences({ before, after }: { before: Content; after: Content }) {
  const { t } = useLingui()
  const found = differences(before, after)
  if (found.length === 0) return <p className={css.meta}>{t`Nothing would change.`}</p>
  return (
    <ul className={css.answers}>
      {found.slice(0, 100).map((each) => (
        <li key={each.at}>
          <span className={css.meta}>{each.at}</span>: {each.from} → {each.to}
        </li>
      ))}
      {found.length > 100 && <li>{t`and ${found.length - 100} more`}</li>}
    </ul>
  )
}
