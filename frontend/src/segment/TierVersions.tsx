import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { date } from '../format/date'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import type { ListedModel } from './TierModelPanel'
import css from './Tiers.module.css'
import { contentOf, differencesOf } from './tierContent'
import { usePlaceWords } from './tierPlaces'

type Props = { models: readonly ListedModel[]; onBegin: ((model: ListedModel) => void) | null }

/** Every version with what it changed; an earlier one can be begun from, to go back to it. */
export function TierVersions({ models, onBegin }: Props) {
  const { t } = useLingui()
  return (
    <Section title={t`Versions`}>
      <ol className={css.versions}>
        {models.map((model, n) => (
          <Version key={model.number} model={model} before={models[n + 1]} onBegin={n > 0 ? onBegin : null} />
        ))}
      </ol>
    </Section>
  )
}

type VersionProps = { model: ListedModel; before: ListedModel | undefined; onBegin: Props['onBegin'] }

function Version({ model, before, onBegin }: VersionProps) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const words = usePlaceWords()
  const changes = before ? differencesOf(contentOf(before.content), contentOf(model.content)) : []
  return (
    <li>
      <div className={css.version}>
        <strong>{t`Version ${model.number}`}</strong>
        {model.inForce && <Badge hue="green">{t`In force`}</Badge>}
        {/* The first one counts for all that was brought along. */}
        <span>{model.number === 1 ? t`from the beginning` : t`from ${date(model.effectiveFrom)}`}</span>
        <span className={css.who}>
          {model.publishedBy?.name} <Moment at={model.publishedAt} /> {model.note}
        </span>
        <span className={css.does}>
          {changes.length > 0 && (
            <Button small look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t`What changed`}
              <span className="sr-only"> {t`Version ${model.number}`}</span>
            </Button>
          )}
          {onBegin && (
            <Button small look="quiet" onClick={() => onBegin(model)}>
              {t`Go back to it`}
              <span className="sr-only"> {t`Version ${model.number}`}</span>
            </Button>
          )}
        </span>
      </div>
      {open && (
        <dl className={css.changes}>
          {changes.map((change) => (
            <div key={change.path}>
              <dt>{words(change.path)}</dt>
              <dd>
                <del>{change.before ?? '—'}</del> → <ins>{change.after ?? '—'}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  )
}
