import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { NewContentDialogMutation } from '../__generated__/NewContentDialogMutation.graphql'
import { type Fund, FundChoice } from '../book/FundChoice'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { CONTENT_KINDS, useOutreachWords } from './useOutreachWords'

const mutation = graphql`
  mutation NewContentDialogMutation($input: CreateContentInput!) {
    createContent(input: $input) {
      id
    }
  }
`

/** A new content; its kind and the fund it speaks of stay what they are. */
export function NewContentDialog({ onMade, onClose }: { onMade: (id: string) => void; onClose: () => void }) {
  const { t } = useLingui()
  const words = useOutreachWords()
  const [run, busy] = useChange<NewContentDialogMutation>(mutation)
  const [zh, setZh] = useState('')
  const [en, setEn] = useState('')
  const [kind, setKind] = useState<string | null>('market_report')
  const [fund, setFund] = useState<Fund | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const outcome = await run({ input: { zh, en, kind: kind ?? '', product: fund?.value ?? null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    if (outcome.data.createContent) onMade(outcome.data.createContent.id)
    onClose()
  }
  return (
    <Dialog title={t`New content`} open onClose={onClose} size={480}>
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
          label={t`Kind`}
          items={CONTENT_KINDS.map((value) => ({ value, label: words.kinds[value] ?? value }))}
          value={kind}
          onChange={setKind}
        />
        <FundChoice label={t`Fund it speaks of`} required={kind === 'nav_update'} value={fund} onChange={setFund} />
        {fund && (
          <Note>{t`It goes to holders and qualified investors whom the fund suits, as product information.`}</Note>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={zh.trim() === '' || en.trim() === '' || !kind || (kind === 'nav_update' && !fund)}
          onClick={() => void save()}
        >
          {t`Create`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
