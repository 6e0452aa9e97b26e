import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import { ServiceChanges } from './ServiceChanges'
import type { ListedMatrix } from './ServicePage'
import { changesOf, contentOf } from './serviceContent'
import css from './Tiers.module.css'

type Props = { matrices: readonly ListedMatrix[]; onBegin: ((matrix: ListedMatrix) => void) | null }

/** Every version with what it changed; an earlier one can be begun from, to go back to it. */
export function ServiceVersions({ matrices, onBegin }: Props) {
  const { t } = useLingui()
  return (
    <Section title={t`Versions`}>
      <ol className={css.versions}>
        {matrices.map((matrix, n) => (
          <Version key={matrix.number} matrix={matrix} before={matrices[n + 1]} isNow={n === 0} onBegin={onBegin} />
        ))}
      </ol>
    </Section>
  )
}

type VersionProps = {
  matrix: ListedMatrix
  before: ListedMatrix | undefined
  isNow: boolean
  onBegin: Props['onBegin']
}

function Version({ matrix, before, isNow, onBegin }: VersionProps) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const changes = before ? changesOf(contentOf(before.content), contentOf(matrix.content)) : []
  return (
    <li>
      <div className={css.version}>
        <strong>{t`Version ${matrix.number}`}</strong>
        {isNow && <Badge hue="green">{t`In force`}</Badge>}
        <span className={css.who}>
          {matrix.publishedBy?.name} <Moment at={matrix.publishedAt} /> {matrix.note}
        </span>
        <span className={css.does}>
          {changes.length > 0 && (
            <Button small look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t`What changed`}
              <span className="sr-only"> {t`Version ${matrix.number}`}</span>
            </Button>
          )}
          {!isNow && onBegin && (
            <Button small look="quiet" onClick={() => onBegin(matrix)}>
              {t`Go back to it`}
              <span className="sr-only"> {t`Version ${matrix.number}`}</span>
            </Button>
          )}
        </span>
      </div>
      {open && <ServiceChanges changes={changes} />}
    </li>
  )
}
