import { useLingui } from '@lingui/react/macro'
import { Braces } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Bubble } from '../../ui/Menu'
import { PickList } from '../../ui/PickList'
import { TextArea, TextField } from '../../ui/TextField'
import own from './Automations.module.css'
import type { Trigger } from './content'
import type { useAutomationWords } from './useAutomationWords'
import { useClientKeys } from './useClientKeys'

const NONE: ReadonlySet<string> = new Set()

type Props = {
  label: string
  value: string
  max: number
  long?: boolean
  trigger: Trigger
  words: ReturnType<typeof useAutomationWords>
  onChange: (value: string) => void
}

/** A text that may say facts of the client and of what happened: those that its author may read of the whole firm. */
export function SayField({ label, value, max, long, trigger, words, onChange }: Props) {
  const { t } = useLingui()
  const keys = useClientKeys()
  const [open, setOpen] = useState(false)
  const facts = words.catalogue.filtersOf(trigger.event).filter(({ of }) => of === 'words' || of === 'truth')
  const items = [
    ...keys('tell').map(({ key }) => ({ value: `{client.${key}}`, label: words.field(key) })),
    ...facts.map((filter) => ({
      value: `{trigger.${filter.key}}`,
      label: t`What happened: ${words.filterWord(filter)}`,
    })),
  ]
  const common = { label, required: !long || max === 400, maxLength: max, value }
  return (
    <div className={own.stack} style={{ gap: 4 }}>
      {long ? (
        <TextArea {...common} onChange={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <TextField {...common} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
      <div>
        <Bubble
          label={t`What can be said: ${label}`}
          open={open}
          onChange={setOpen}
          target={
            <Button small look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
              <Braces size={13} aria-hidden="true" />
              {t`Insert a fact`}
              <span className="sr-only"> {label}</span>
            </Button>
          }
        >
          <PickList
            label={t`What can be said: ${label}`}
            items={items}
            picked={NONE}
            onPick={(item) => {
              onChange(value + item.value)
              setOpen(false)
            }}
          />
        </Bubble>
      </div>
    </div>
  )
}
