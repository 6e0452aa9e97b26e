import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { Badge } from './Badge'
import { Button } from './Button'
import { type Differing, DiffList } from './DiffList'
import { Moment } from './Moment'
import { Section } from './Page'
import css from './VersionList.module.css'

type Version = {
  readonly number: number
  readonly note: string | null | undefined
  readonly publishedAt: string
  readonly publishedBy: { readonly name: string | null | undefined } | null | undefined
}
type Props<Of extends Version> = {
  /** The newest first. */
  versions: readonly Of[]
  isInForce?: (version: Of, n: number) => boolean
  /** Beside the number: from when it counts. */
  since?: (version: Of) => ReactNode
  /** What it says otherwise than the one before it. */
  changesOf: (version: Of, before: Of) => readonly Differing[]
  /** Begins the next version from an earlier one; null for who may not. */
  onBegin: ((version: Of) => void) | null
}

/** Every version of a configuration with what it changed; an earlier one can be begun from, to go back to it. */
export function VersionList<Of extends Version>({ versions, isInForce, since, changesOf, onBegin }: Props<Of>) {
  const { t } = useLingui()
  return (
    <Section title={t`Versions`}>
      <ol className={css.versions}>
        {versions.map((version, n) => {
          const before = versions[n + 1]
          return (
            <Item
              key={version.number}
              version={version}
              isNow={isInForce ? isInForce(version, n) : n === 0}
              since={since?.(version)}
              changes={before ? changesOf(version, before) : []}
              onBegin={n > 0 && onBegin ? () => onBegin(version) : null}
            />
          )
        })}
      </ol>
    </Section>
  )
}

type ItemProps = {
  version: Version
  isNow: boolean
  since: ReactNode
  changes: readonly Differing[]
  onBegin: (() => void) | null
}

function Item({ version, isNow, since, changes, onBegin }: ItemProps) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const name = t`Version ${version.number}`
  return (
    <li>
      <div className={css.version}>
        <strong>{name}</strong>
        {isNow && <Badge hue="green">{t`In force`}</Badge>}
        {since && <span>{since}</span>}
        <span className={css.who}>
          {version.publishedBy?.name} <Moment at={version.publishedAt} /> {version.note}
        </span>
        <span className={css.does}>
          {changes.length > 0 && (
            <Button small look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t`What changed`}
              <span className="sr-only"> {name}</span>
            </Button>
          )}
          {onBegin && (
            <Button small look="quiet" onClick={onBegin}>
              {t`Go back to it`}
              <span className="sr-only"> {name}</span>
            </Button>
          )}
        </span>
      </div>
      {open && <DiffList rows={changes} />}
    </li>
  )
}
