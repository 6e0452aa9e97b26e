import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { dateTime } from '../format/date'
import { TextButton } from '../ui/Button'
import { useSetSearch } from '../viewer/url'
import css from './StreamFilters.module.css'
import type { Stream, StreamKind } from './streamSearch'

/** Which kinds of entries a timeline shows, and up to when; kept in the URL. */
export function StreamFilters({ asked, children }: { asked: Stream; children?: ReactNode }) {
  const { t, i18n } = useLingui()
  const setSearch = useSetSearch()
  const kinds: [StreamKind | null, string][] = [
    [null, t`Everything`],
    ['INTERACTION', t`Interactions`],
    ['TASK', t`Tasks`],
    ['TRANSACTION', t`Transactions`],
    ['MESSAGE', t`Messages`],
    ['CHANGE', t`Changes`],
  ]
  const last = asked.until && dateTime(asked.until)
  return (
    <>
      <div className={css.filters}>
        <fieldset className={css.kinds} aria-label={t`Show`}>
          {kinds.map(([each, title]) => (
            <button
              key={title}
              type="button"
              className={css.kind}
              aria-pressed={asked.kind === each}
              onClick={() => setSearch({ kind: each })}
            >
              {title}
            </button>
          ))}
        </fieldset>
        {children}
      </div>
      {last && (
        <p className={css.until} lang={i18n.locale}>
          {t`What happened up to ${last}.`}{' '}
          <TextButton onClick={() => setSearch({ until: null, entry: null })}>{t`Show the latest`}</TextButton>
        </p>
      )}
    </>
  )
}
