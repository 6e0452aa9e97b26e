import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { ConsentDialogMutation } from '../__generated__/ConsentDialogMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { DiffList } from '../ui/DiffList'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import type { Cell } from './ConsentMatrix'
import { CHANNELS, PURPOSES, SOURCES, useRetainWords } from './retainWords'

const mutation = graphql`
  mutation ConsentDialogMutation($input: RecordConsentInput!) {
    recordConsent(input: $input) {
      id
    }
  }
`
type Props = { client: string; present: readonly Cell[]; onSaved: () => void; onClose: () => void }

/** What a client said just now: purposes by channels, given or withdrawn, with where the proof is; seen before it counts. */
export function ConsentDialog({ client, present, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const words = useRetainWords()
  const [run, busy] = useChange<ConsentDialogMutation>(mutation)
  const [given, setGiven] = useState<string | null>('given')
  const [purposes, setPurposes] = useState<string[]>([])
  const [channels, setChannels] = useState<string[]>(['mail'])
  const [source, setSource] = useState<string | null>('form')
  const [evidence, setEvidence] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const yes = given === 'given'
  const after = yes ? 'given' : 'withdrawn'
  const entries = purposes.flatMap((purpose) => channels.map((channel) => ({ purpose, channel, given: yes })))
  const before = ({ purpose, channel }: { purpose: string; channel: string }) =>
    present.find((each) => each.purpose === purpose && each.channel === channel)?.state ?? 'unknown'
  const changes = entries.filter((entry) => before(entry) !== after)
  const save = async () => {
    const outcome = await run({
      input: { client, entries: changes, source: source ?? 'form', evidence: evidence.trim() || null },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Recorded. A mistake can be taken back in the history.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={t`Record consent`} open onClose={onClose} size={560}>
      <Stack>
        <Choice
          label={t`What the client says`}
          items={[
            { value: 'given', label: t`Consents` },
            { value: 'withdrawn', label: t`Withdraws consent` },
          ]}
          value={given}
          onChange={setGiven}
        />
        <Choices label={t`For`} items={words.items(words.purposes, PURPOSES)} value={purposes} onChange={setPurposes} />
        <Choices
          label={t({ message: 'By', context: 'channel' })}
          items={words.items(words.channels, CHANNELS)}
          value={channels}
          onChange={setChannels}
        />
        <Choice
          label={t`How it is known`}
          items={words.items(words.sources, SOURCES.slice(0, 3))}
          value={source}
          onChange={setSource}
        />
        <TextField
          label={t`Where the proof is`}
          hint={t`Number of the form, time of the recorded call`}
          maxLength={400}
          value={evidence}
          onChange={(event) => setEvidence(event.currentTarget.value)}
        />
        {changes.length > 0 && (
          <DiffList
            rows={changes.map((entry) => ({
              label: `${words.purposes[entry.purpose]} · ${words.channels[entry.channel]}`,
              before: words.consent[before(entry)] ?? '',
              after: words.consent[after] ?? '',
            }))}
          />
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={changes.length === 0} onClick={() => void save()}>
          {t`Record`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
