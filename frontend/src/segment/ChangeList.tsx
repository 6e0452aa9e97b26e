import { useLingui } from '@lingui/react/macro'
import { useFields } from '../viewer/useFields'
import css from './ChangeList.module.css'

type Change = { field: string; before: string | null | undefined; after: string | null | undefined }
type Props = { action: string; changes: readonly Change[] }

/** An entry of the audit log in words: what was done, and for each field the value before and after. */
export function ChangeList({ action, changes }: Props) {
  const { t } = useLingui()
  const { label, option, field } = useFields()
  const words: Record<string, string> = {
    insert: t`Created`,
    create: t`Created`,
    update: t`Changed`,
    delete: t`Removed`,
    reveal: t`Revealed`,
    archive: t`Archived`,
    import: t`Imported`,
  }
  const value = (key: string, text: string | null | undefined) =>
    text == null || text === '' ? '—' : field(key)?.kind === 'choice' ? option(key, text) : text
  return (
    <div>
      <span className={css.action}>{words[action] ?? action}</span>{' '}
      {action === 'reveal'
        ? changes.map((change) => label(change.field)).join(', ')
        : changes.map((change) => (
            <span key={change.field} className={css.change}>
              {label(change.field)}
              {': '}
              {change.before != null && (
                <>
                  <del>{value(change.field, change.before)}</del>
                  <span className="sr-only">{t`became`}</span>
                  <span aria-hidden="true"> → </span>
                </>
              )}
              <ins>{value(change.field, change.after)}</ins>
            </span>
          ))}
    </div>
  )
}
