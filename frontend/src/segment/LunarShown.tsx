import { useLingui } from '@lingui/react/macro'
import { businessDay } from '../book/businessDay'
import { lunarWords, nextLunar, readLunar } from '../book/lunar'
import css from './OwnFacts.module.css'

/** A lunar day in words, and when it comes round next. */
export function LunarShown({ text, brief }: { text: string; brief?: boolean }) {
  const { t, i18n } = useLingui()
  const day = readLunar(text)
  if (!day) return text
  const words = lunarWords(day, i18n.locale)
  const next = nextLunar(day, businessDay())
  if (!next) return words
  if (brief) return <span title={t`Next on ${next}`}>{words}</span>
  return (
    <>
      {words} <span className={css.note}>{t`Next on ${next}`}</span>
    </>
  )
}
