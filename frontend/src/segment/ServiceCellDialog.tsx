import { useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useClientFacts } from '../book/useClientFacts'
import { useTiers } from '../book/useTiers'
import { useWords } from '../book/words'
import { Button, IconButton } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { ConditionBuilder } from '../ui/condition/ConditionBuilder'
import { type Condition, edited, isWhole } from '../ui/condition/tree'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { useViewer } from '../viewer/Viewer'
import css from './Service.module.css'
import { type EditedCell, typed } from './serviceContent'
import { useServiceWords } from './serviceWords'

type Props = { cell: EditedCell; onDone: (cell: EditedCell) => void; onClose: () => void }
const EVERYBODY: Condition = { all: [] }

/** One cell of the matrix: whom it is for, and what is promised there. */
export function ServiceCellDialog({ cell, onDone, onClose }: Props) {
  const { t } = useLingui()
  const [draft, setDraft] = useState(cell)
  const put = (more: Partial<EditedCell>) => setDraft({ ...draft, ...more })
  const whole = draft.condition === null || (isWhole(draft.condition) && edited(draft.condition).parts.length > 0)
  const ready = draft.zh.trim() !== '' && draft.en.trim() !== '' && whole
  return (
    <Dialog title={cell.zh ? t`Service level ${cell.zh}` : t`New service level`} open onClose={onClose} size={860}>
      <Stack>
        <div className={css.pair}>
          <TextField
            label={t`Chinese name`}
            required
            value={draft.zh}
            onChange={(event) => put({ zh: event.currentTarget.value })}
          />
          <TextField
            label={t`English name`}
            required
            value={draft.en}
            onChange={(event) => put({ en: event.currentTarget.value })}
          />
        </div>
        <Whom cell={draft} onChange={put} />
        <Contact cell={draft} onChange={put} />
        <Answers cell={draft} onChange={put} />
        <Gets cell={draft} onChange={put} />
      </Stack>
      <DialogFooter>
        {!ready && <span role="status">{t`Something is still missing.`}</span>}
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" disabled={!ready} onClick={() => onDone(draft)}>
          {t`Take over`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

type PartProps = { cell: EditedCell; onChange: (more: Partial<EditedCell>) => void }

function Whom({ cell, onChange }: PartProps) {
  const { t } = useLingui()
  const tiers = useTiers()
  return (
    <fieldset className={css.part}>
      <legend>{t`For whom`}</legend>
      <div className={css.pair}>
        <Choices
          label={t`Tiers`}
          hint={t`None: of any tier.`}
          items={tiers.items}
          value={cell.tiers}
          onChange={(value) => onChange({ tiers: value })}
        />
        <TextField
          label={t`Priority`}
          hint={t`Between equally specific cells the higher one holds.`}
          inputMode="numeric"
          value={cell.priority}
          onChange={(event) => onChange({ priority: typed(event.currentTarget.value) })}
        />
      </div>
      <Toggle
        label={t`Only clients who meet a condition`}
        checked={cell.condition !== null}
        onChange={(on) => onChange({ condition: on ? EVERYBODY : null })}
      />
      {cell.condition && (
        <Suspense fallback={<SkeletonRows rows={2} />}>
          <ConditionPart condition={cell.condition} onChange={(condition) => onChange({ condition })} />
        </Suspense>
      )}
    </fieldset>
  )
}

function ConditionPart({ condition, onChange }: { condition: Condition; onChange: (next: Condition) => void }) {
  const { t } = useLingui()
  const { facts, relations } = useClientFacts({ words: true })
  return (
    <ConditionBuilder
      label={t`Which clients it is for`}
      condition={condition}
      facts={facts}
      relations={relations}
      onChange={onChange}
    />
  )
}

function Contact({ cell, onChange }: PartProps) {
  const { t } = useLingui()
  const { items: unitItems } = useServiceWords()
  const { items } = useWords()
  const roles = useRoleItems()
  const { cadence } = cell
  const set = (more: Partial<NonNullable<EditedCell['cadence']>>) =>
    cadence && onChange({ cadence: { ...cadence, ...more } })
  return (
    <fieldset className={css.part}>
      <legend>{t`Who, and how often`}</legend>
      <Choices
        label={t`Served by`}
        hint={t`The owner holds one of these roles; none: anybody. Else the lead of his team gets a task.`}
        items={roles}
        value={cell.owner}
        onChange={(owner) => onChange({ owner })}
      />
      <Toggle
        label={t`Contacted regularly`}
        checked={cadence !== null}
        onChange={(on) => onChange({ cadence: on ? { every: 1, unit: 'month', kinds: [] } : null })}
      />
      {cadence && (
        <div className={css.three}>
          <TextField
            label={t`Every`}
            inputMode="numeric"
            value={cadence.every}
            onChange={(event) => set({ every: typed(event.currentTarget.value) })}
          />
          <Choice
            label={t`Unit`}
            items={unitItems('units')}
            value={cadence.unit}
            onChange={(unit) => unit && set({ unit })}
          />
          <Choices
            label={t`What counts`}
            hint={t`None: every conversation the client took part in.`}
            items={items('interactionKinds')}
            value={cadence.kinds}
            onChange={(kinds) => set({ kinds })}
          />
        </div>
      )}
    </fieldset>
  )
}

function Answers({ cell, onChange }: PartProps) {
  const { t } = useLingui()
  const { items } = useServiceWords()
  const { items: words } = useWords()
  const roles = useRoleItems()
  const owner = { value: 'owner', label: t`Owner` }
  const set = (kind: string, text: string) => {
    const { [kind]: _, ...rest } = cell.responses
    onChange({ responses: text.trim() === '' ? rest : { ...rest, [kind]: typed(text) } })
  }
  return (
    <fieldset className={css.part}>
      <legend>{t`Answers within (minutes)`}</legend>
      <div className={css.times}>
        {items('requests').map(({ value, label }) => (
          <TextField
            key={value}
            label={label}
            inputMode="numeric"
            value={cell.responses[value] ?? ''}
            onChange={(event) => set(value, event.currentTarget.value)}
          />
        ))}
      </div>
      <div className={css.pair}>
        <Choice
          label={t`Hours that count`}
          items={items('calendars')}
          value={cell.calendar}
          onChange={(calendar) => calendar && onChange({ calendar })}
        />
        <Choice
          label={t`Priority of tasks`}
          items={words('priorities')}
          value={cell.urgency}
          onChange={(urgency) => urgency && onChange({ urgency })}
        />
      </div>
      <Choices
        label={t`Escalation, one after the other`}
        items={[owner, ...roles]}
        value={cell.escalation}
        onChange={(escalation) => onChange({ escalation })}
      />
    </fieldset>
  )
}

function Gets({ cell, onChange }: PartProps) {
  const { t } = useLingui()
  const { entitlements } = cell
  const put = (n: number, more: Partial<{ zh: string; en: string }>) =>
    onChange({ entitlements: entitlements.map((each, m) => (m === n ? { ...each, ...more } : each)) })
  return (
    <fieldset className={css.part}>
      <legend>{t`Gets`}</legend>
      {entitlements.map((each, n) => (
        <div key={n} className={css.gets}>
          <TextField
            label={t`In Chinese`}
            value={each.zh}
            onChange={(event) => put(n, { zh: event.currentTarget.value })}
          />
          <TextField
            label={t`In English`}
            value={each.en}
            onChange={(event) => put(n, { en: event.currentTarget.value })}
          />
          <IconButton
            small
            label={t`Remove ${each.zh || each.en}`}
            onClick={() => onChange({ entitlements: entitlements.filter((_, m) => m !== n) })}
          >
            <X size={13} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <div>
        <Button
          small
          look="quiet"
          disabled={entitlements.length >= 20}
          onClick={() => onChange({ entitlements: [...entitlements, { zh: '', en: '' }] })}
        >
          <Plus size={13} aria-hidden="true" />
          {t`Add a line`}
        </Button>
      </div>
    </fieldset>
  )
}

/** Roles that people may hold. */
function useRoleItems() {
  const { roleNames } = useViewer()
  const { i18n } = useLingui()
  return roleNames.map((role) => ({ value: role.name, label: i18n.locale === 'zh-CN' ? role.zh : role.en }))
}
