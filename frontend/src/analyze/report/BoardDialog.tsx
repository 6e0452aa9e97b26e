import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { BoardDialogCreateMutation } from '../../__generated__/BoardDialogCreateMutation.graphql'
import type { BoardDialogUpdateMutation } from '../../__generated__/BoardDialogUpdateMutation.graphql'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { FailureLine } from '../../ui/ErrorState'
import { TextField } from '../../ui/TextField'
import { useRight } from '../../viewer/Viewer'
import { useReportWords } from './useReportWords'

const create = graphql`
  mutation BoardDialogCreateMutation($input: CreateDashboardInput!) {
    createDashboard(input: $input) {
      id
      version
    }
  }
`
const update = graphql`
  mutation BoardDialogUpdateMutation($input: UpdateDashboardInput!) {
    updateDashboard(input: $input) {
      id
      version
      zh
      en
      shared
    }
  }
`
export type Named = {
  readonly id: string
  readonly version: number
  readonly zh: string
  readonly en: string
  readonly shared: string
}
type Props = { board: Named | null; onSaved: (id: string) => void; onClose: () => void }

/** Names a board and says who sees it. */
export function BoardDialog({ board, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const words = useReportWords()
  const mayShare = useRight('Right.shareViews')
  const [zh, setZh] = useState(board?.zh ?? '')
  const [en, setEn] = useState(board?.en ?? '')
  const [shared, setShared] = useState(board?.shared ?? 'me')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [runCreate, creating] = useChange<BoardDialogCreateMutation>(create)
  const [runUpdate, updating] = useChange<BoardDialogUpdateMutation>(update)
  const save = async () => {
    setFailure(null)
    if (board) {
      const outcome = await runUpdate({ input: { id: board.id, version: board.version, zh, en, shared } })
      if (!outcome.ok) return setFailure(outcome.failure)
      onSaved(board.id)
    } else {
      const outcome = await runCreate({ input: { zh, en, shared, cards: [] } })
      if (!outcome.ok) return setFailure(outcome.failure)
      if (outcome.data.createDashboard) onSaved(outcome.data.createDashboard.id)
    }
    onClose()
  }
  return (
    <Dialog title={board ? t`Name and readers of the board` : t`New board`} open onClose={onClose}>
      <Stack>
        <TextField
          label={t`Name`}
          required
          maxLength={60}
          value={zh}
          data-autofocus
          onChange={(event) => setZh(event.currentTarget.value)}
        />
        <TextField
          label={t`Name in English`}
          maxLength={60}
          value={en}
          onChange={(event) => setEn(event.currentTarget.value)}
        />
        <Choice
          label={t`Who sees it`}
          items={words.shares.filter(({ value }) => value !== 'firm' || mayShare || board?.shared === 'firm')}
          value={shared}
          hint={t`Reports on it that are not shared with them stay closed.`}
          onChange={(value) => value && setShared(value)}
        />
        {failure && <FailureLine failure={failure} />}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={creating || updating} disabled={zh.trim() === ''} onClick={save}>
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
