import { useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { TIER_HUES } from './TierBadge'
import css from './Tiers.module.css'
import { type EditedTier, freshKey, type TierContent, typed } from './tierContent'

const MOST = 8

type Props = { content: TierContent; onChange: (more: Partial<TierContent>) => void }

/** Whose assets decide, the hysteresis, and the tiers with their bounds, the highest first. */
export function TierBounds({ content, onChange }: Props) {
  const { t } = useLingui()
  const { tiers } = content
  const put = (n: number, more: Partial<EditedTier>) =>
    onChange({ tiers: tiers.map((tier, m) => (m === n ? { ...tier, ...more } : tier)) })
  const add = () => {
    const key = freshKey(tiers)
    const made = { key, zh: '', en: '', hue: 'green', bound: { amount: '', inclusive: true }, scoreFrom: null }
    onChange({ tiers: [made, ...tiers] })
  }
  return (
    <>
      <div className={css.row}>
        <Choice
          label={t`Whose assets`}
          value={content.basis}
          items={[
            { value: 'own', label: t`The client's own` },
            { value: 'household', label: t`The whole family's` },
          ]}
          onChange={(basis) => basis && onChange({ basis })}
        />
        <TextField
          label={t`Hysteresis (%)`}
          inputMode="decimal"
          value={content.hysteresis}
          onChange={(event) => onChange({ hysteresis: event.currentTarget.value })}
        />
        <span className={css.check}>
          <Toggle
            label={t`Hysteresis also upwards`}
            checked={content.upward}
            onChange={(upward) => onChange({ upward })}
          />
        </span>
      </div>
      <fieldset>
        <legend>{t`Tiers, the highest first`}</legend>
        {tiers.map((tier, n) => (
          <TierRow
            key={tier.key}
            tier={tier}
            last={n === tiers.length - 1}
            onChange={(more) => put(n, more)}
            onRemove={tiers.length > 2 ? () => onChange({ tiers: tiers.filter((each) => each !== tier) }) : null}
          />
        ))}
        <div>
          <Button small look="quiet" disabled={tiers.length >= MOST} onClick={add}>
            <Plus size={13} aria-hidden="true" />
            {t`Add a tier`}
          </Button>
        </div>
      </fieldset>
    </>
  )
}

type RowProps = {
  tier: EditedTier
  last: boolean
  onChange: (more: Partial<EditedTier>) => void
  onRemove: (() => void) | null
}

function TierRow({ tier, last, onChange, onRemove }: RowProps) {
  const { t } = useLingui()
  const hues: Record<string, string> = {
    violet: t`Violet`,
    blue: t`Blue`,
    teal: t`Teal`,
    green: t`Green`,
    amber: t`Amber`,
    grey: t`Grey`,
  }
  const name = tier.zh || tier.key
  return (
    <div className={css.tier}>
      <TextField
        label={t`Chinese name`}
        value={tier.zh}
        onChange={(event) => onChange({ zh: event.currentTarget.value })}
      />
      <TextField
        label={t`English name`}
        value={tier.en}
        onChange={(event) => onChange({ en: event.currentTarget.value })}
      />
      <Choice
        label={t`Colour`}
        value={tier.hue}
        items={Object.keys(TIER_HUES).map((value) => ({ value, label: hues[value] ?? value }))}
        onChange={(hue) => hue && onChange({ hue })}
      />
      <TextField
        label={t`Bound (CNY)`}
        inputMode="decimal"
        disabled={last}
        placeholder={last ? t`the rest` : undefined}
        aria-label={t`Bound of ${name} (CNY)`}
        value={tier.bound?.amount ?? ''}
        onChange={(event) =>
          onChange({ bound: { inclusive: tier.bound?.inclusive ?? true, amount: event.currentTarget.value } })
        }
      />
      <span className={css.check}>
        <Toggle
          label={t`inclusive`}
          disabled={last}
          checked={tier.bound?.inclusive ?? true}
          onChange={(inclusive) => onChange({ bound: { amount: tier.bound?.amount ?? '', inclusive } })}
        />
      </span>
      <TextField
        label={t`Score lifts from`}
        inputMode="numeric"
        placeholder={t({ message: 'never', context: 'score lifts' })}
        value={tier.scoreFrom ?? ''}
        onChange={(event) =>
          onChange({ scoreFrom: event.currentTarget.value ? typed(event.currentTarget.value) : null })
        }
      />
      {onRemove && !last ? (
        <IconButton small label={t`Remove the tier ${name}`} onClick={onRemove}>
          <X size={13} aria-hidden="true" />
        </IconButton>
      ) : (
        <span />
      )}
    </div>
  )
}
