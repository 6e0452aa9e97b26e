import { useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import css from '../book/Journeys.module.css'
import { useJourneyWords } from '../book/journeyWords'
import { Button, IconButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { NameFields, PlaybookFields } from './BothFields'
import { type EditedTask, replaced, typed } from './templateContent'
import { useOwnerWords } from './useOwnerWords'

type Props = { task: EditedTask; onDone: (task: EditedTask) => void; onClose: () => void }
const MOST_ITEMS = 12

/** A task of a stage: what it is, how it is done, whose it is, and what it leaves behind. */
export function TaskTemplateDialog({ task, onDone, onClose }: Props) {
  const { t } = useLingui()
  const words = useJourneyWords()
  const owners = useOwnerWords()
  const [draft, setDraft] = useState(task)
  const put = (more: Partial<EditedTask>) => setDraft({ ...draft, ...more })
  const items = draft.checklist
  const ready =
    draft.zh.trim() !== '' &&
    draft.en.trim() !== '' &&
    items.every(({ zh, en }) => zh.trim() !== '' && en.trim() !== '')
  return (
    <Dialog title={task.zh ? t`Task ${task.zh}` : t`New task of the stage`} open onClose={onClose} size={760}>
      <Stack>
        <NameFields value={draft} onChange={put} />
        <PlaybookFields value={draft.playbook} onChange={(playbook) => put({ playbook })} />
        <div className={css.two}>
          <Choice
            label={t`Who does it`}
            hint={t`Of a role: whoever has the fewest open tasks; nobody else can complete it.`}
            items={owners.items}
            value={draft.owner}
            onChange={(owner) => put({ owner: owner ?? 'owner' })}
          />
          <TextField
            label={t`Due in workdays`}
            inputMode="numeric"
            value={draft.days}
            onChange={(event) => put({ days: typed(event.currentTarget.value) })}
          />
        </div>
        <div className={css.two}>
          <Choice
            label={t`What completing it leaves behind`}
            items={words.evidences}
            value={draft.evidence}
            onChange={(evidence) => put({ evidence: evidence ?? 'none' })}
          />
          <Stack>
            <Toggle
              label={t`Mandatory: the stage cannot be left without it`}
              checked={draft.mandatory}
              disabled={draft.compliance}
              onChange={(mandatory) => put({ mandatory })}
            />
            <Toggle
              label={t`Compliance: nobody can waive it`}
              checked={draft.compliance}
              onChange={(compliance) => put({ compliance, ...(compliance ? { mandatory: true } : {}) })}
            />
          </Stack>
        </div>
        <fieldset className={css.checklist}>
          <legend>{t`Checklist`}</legend>
          {items.map((item, n) => (
            <div key={n} className={css.row}>
              <NameFields value={item} onChange={(next) => put({ checklist: replaced(items, n, next) })} />
              <IconButton
                small
                label={t`Remove item ${n + 1}`}
                onClick={() => put({ checklist: items.filter((_, at) => at !== n) })}
              >
                <X size={13} aria-hidden="true" />
              </IconButton>
            </div>
          ))}
          <div>
            <Button
              small
              look="quiet"
              disabled={items.length >= MOST_ITEMS}
              onClick={() => put({ checklist: [...items, { zh: '', en: '' }] })}
            >
              <Plus size={13} aria-hidden="true" />
              {t`Add an item`}
            </Button>
          </div>
        </fieldset>
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
