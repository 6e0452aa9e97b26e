import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { DeadLetters_ops$data } from '../../__generated__/DeadLetters_ops.graphql'
import { Button } from '../../ui/Button'
import { DataTable, endCell, wideCell, wideEndCell } from '../../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { Note } from '../../ui/ErrorState'
import { Moment } from '../../ui/Moment'
import css from './Ops.module.css'
import { useLetterActs } from './useLetterActs'
import { useOpsWords } from './useOpsWords'

type Letter = DeadLetters_ops$data['deadLetters'][number]
type Props = {
  name: string
  error: string | null
  letters: readonly Letter[]
  onChanged: () => void
  onClose: () => void
}

/** The events of a kind: what each says, and what is done about it. Setting all aside is asked once more. */
export function DeadLetterDialog({ name, error, letters, onChanged, onClose }: Props) {
  const { t } = useLingui()
  const words = useOpsWords()
  const acts = useLetterActs(onChanged)
  const [sure, setSure] = useState(false)
  return (
    <Dialog title={t`Not delivered: ${name}`} open onClose={onClose} size={760}>
      <Stack>
        <DataTable
          label={t`Events`}
          heads={[
            { id: 'at', title: t`Happened` },
            { id: 'says', title: t`What it says` },
            { id: 'error', title: t`Fault`, wide: true },
            { id: 'attempts', title: t`Attempts`, end: true, wide: true },
            { id: 'act', title: t`Actions`, end: true },
          ]}
        >
          {letters.map((letter) => (
            <tr key={letter.id}>
              <td>
                <Moment at={letter.at} exact />
              </td>
              <td>
                <span className={css.code}>{JSON.stringify(letter.payload)}</span>
              </td>
              <td className={wideCell}>
                <span className={css.code}>{letter.error ?? '—'}</span>
              </td>
              <td className={wideEndCell}>{words.number(letter.attempts)}</td>
              <td className={endCell}>
                <div className={css.acts}>
                  {acts.mayReplay && (
                    <Button small busy={acts.busy} onClick={() => void acts.replay({ ids: [letter.id] })}>
                      {t`Try again`}
                    </Button>
                  )}
                  {acts.mayDismiss && (
                    <Button small busy={acts.busy} onClick={() => void acts.dismiss({ ids: [letter.id] })}>
                      {t`Set aside`}
                    </Button>
                  )}
                </div>
              </td>
            </tr>
          ))}
        </DataTable>
        {sure && <Note tone="warn">{t`Nobody will react to these events any more. This cannot be undone.`}</Note>}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Close`}</Button>
        {acts.mayDismiss && (
          <Button
            look={sure ? 'danger' : 'plain'}
            busy={acts.busy}
            onClick={() =>
              sure ? void acts.dismiss({ name, error }).then((done) => done && onClose()) : setSure(true)
            }
          >
            {sure ? t`Yes, set all aside` : t`Set all of this kind aside…`}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  )
}
