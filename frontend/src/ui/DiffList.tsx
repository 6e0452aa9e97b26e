import css from './DiffList.module.css'
import { DiffText } from './DiffText'

/** What is otherwise at one place: before and after, or what became of it in words. */
export type Differing = { label: string; before: string; after: string } | { label: string; said: string }

type Change = { readonly path: string; readonly before?: string | null; readonly after?: string | null }

/** What the server tells of changes as places that differ. none: stands for nothing; name: words for a path. */
export function differing(changes: readonly Change[], none: string, name = (path: string) => path): Differing[] {
  return changes.map(({ path, before, after }) => ({
    label: name(path),
    before: before ?? none,
    after: after ?? none,
  }))
}

/** Places that differ, each with what stood there and what stands there now. */
export function DiffList({ rows }: { rows: readonly Differing[] }) {
  return (
    <dl className={css.list}>
      {rows.map((row, n) => (
        <div key={n} className={css.line}>
          <dt>{row.label}</dt>
          <dd>{'said' in row ? row.said : <DiffText before={row.before} after={row.after} />}</dd>
        </div>
      ))}
    </dl>
  )
}
