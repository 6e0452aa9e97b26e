import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { NewMessageTemplateDialogMutation } from '../__generated__/NewMessageTemplateDialogMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { SENDABLE, useRetainWords } from './retainWords'

const mutation = graphql`
  mutation NewMessageTemplateDialogMutation($input: CreateMessageTemplateInput!) {
    createMessageTemplate(input: $input) {
      id
    }
  }
`

/** A new template; its channel and purpose stay what they are. */
export function NewMessageTemplateDialog({ onMade, onClose }: { onMade: (id: string) => void; onClose: () => void }) {
  const { t } = useLingui()
  const words = useRetainWords()
  const [run, busy] = useChange<NewMessageTemplateDialogMutation>(mutation)
  const [zh, setZh] = useState('')
  const [en, setEn] = useState('')
  const [channel, setChannel] = useState<string | null>('mail')
  const [purpose, setPurpose] = useState<string | null>('care')
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const outcome = await run({ input: { zh, en, channel: channel ?? '', purpose: purpose ?? '' } })
    if (!outcome.ok) return setFailure(outcome.failure)
    if (outcome.data.createMessageTemplate) onMade(outcome.data.createMessageTemplate.id)
    onClose()
  }
  return (
    <Dialog title={t`New template`} open onClose={onClose} size={480}>
      <Stack>
        <TextField
          label={t`Name in Chinese`}
          required
          maxLength={60}
          value={zh}
          onChange={(event) => setZh(event.currentTarget.value)}
        />
        <TextField
          label={t`Name in English`}
          required
          maxLength={60}
          value={en}
          onChange={(event) => setEn(event.currentTarget.value)}
        />
        <Choice
          label={t`Channel`}
          items={words.items(words.channels, ['mail', 'sms'])}
          value={channel}
          onChange={setChannel}
        />
        <Choice
          label={t({ message: 'Purpose', context: 'consent' })}
          items={words.items(words.purposes, SENDABLE)}
          value={purpose}
          onChange={setPurpose}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={zh.trim() === '' || en.trim() === '' || !channel || !purpose}
          onClick={() => void save()}
        >
          {t`Create`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
