import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { SaveReportBoardMutation } from '../../__generated__/SaveReportBoardMutation.graphql'
import type { SaveReportCreateMutation } from '../../__generated__/SaveReportCreateMutation.graphql'
import type { SaveReportUpdateMutation } from '../../__generated__/SaveReportUpdateMutation.graphql'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { FailureLine } from '../../ui/ErrorState'
import { TextField } from '../../ui/TextField'
import { useRight } from '../../viewer/Viewer'
import { type BoardCard, cardsOf, placed } from './boardLayout'
import { type Draft, inputOf } from './reportShape'
import { useReportWords } from './useReportWords'

const create = graphql`
  mutation SaveReportCreateMutation($input: CreateReportInput!) {
    createReport(input: $input) {
      id
      version
    }
  }
`
const update = graphql`
  mutation SaveReportUpdateMutation($input: UpdateReportInput!) {
    updateReport(input: $input) {
      id
      version
      zh
      en
      shared
      ...reportDraft_report
    }
  }
`
const place = graphql`
  mutation SaveReportBoardMutation($input: UpdateDashboardInput!) {
    updateDashboard(input: $input) {
      id
      version
      cards {
        report
        cockpit
        x
        y
        w
        h
      }
    }
  }
`
/** A board a report may be placed on. */
export type Placing = {
  readonly id: string
  readonly version: number
  readonly zh: string
  readonly en: string
  readonly cards: readonly BoardCard[]
}
export type Saved = { id: string; board: string | null }
type Props = {
  draft: Draft
  kept: { readonly id: string; readonly version: number } | null
  named: { zh: string; en: string; shared: string } | null
  boards: readonly Placing[]
  /** Where it is to stand, when it was begun there. */
  board: string | null
  onSaved: (saved: Saved) => void
  onClose: () => void
}

/** Names a report, says who sees it, and places it on a board. */
export function SaveReport({ draft, kept, named, boards, board, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const words = useReportWords()
  const mayShare = useRight('Right.shareViews')
  const [zh, setZh] = useState(named?.zh ?? '')
  const [en, setEn] = useState(named?.en ?? '')
  const [shared, setShared] = useState(named?.shared ?? 'me')
  const [onto, setOnto] = useState(board)
  const [made, setMade] = useState(kept)
  const [runCreate, creating] = useChange<SaveReportCreateMutation>(create)
  const [runUpdate, updating] = useChange<SaveReportUpdateMutation>(update)
  const [runPlace, placing] = useChange<SaveReportBoardMutation>(place)
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    setFailure(null)
    const input = { zh, en, shared, shape: inputOf(draft) }
    let id = made?.id
    if (made) {
      const outcome = await runUpdate({ input: { ...input, id: made.id, version: made.version } })
      if (!outcome.ok) return setFailure(outcome.failure)
      if (outcome.data.updateReport) setMade(outcome.data.updateReport)
    } else {
      const outcome = await runCreate({ input })
      if (!outcome.ok) return setFailure(outcome.failure)
      id = outcome.data.createReport?.id
      // Should it not find its place on the board, it is kept all the same.
      if (outcome.data.createReport) setMade(outcome.data.createReport)
    }
    const target = boards.find((each) => each.id === onto)
    if (id && target && !target.cards.some((card) => card.report === id)) {
      const cards = placed(cardsOf(target.cards), { report: id, cockpit: null })
      const outcome = await runPlace({ input: { id: target.id, version: target.version, cards } })
      if (!outcome.ok) return setFailure(outcome.failure)
    }
    if (id) onSaved({ id, board: target ? target.id : null })
  }
  const shares = words.shares.filter(({ value }) => value !== 'firm' || mayShare || named?.shared === 'firm')
  return (
    <Dialog title={t`Save the report`} open onClose={onClose}>
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
          items={shares}
          value={shared}
          hint={t`Everybody is told only of clients he reaches himself.`}
          onChange={(value) => value && setShared(value)}
        />
        <Choice
          label={t`Place it on the board`}
          items={boards.map((each) => ({ value: each.id, label: words.name(each) }))}
          value={onto}
          clearable
          onChange={setOnto}
        />
        {failure && <FailureLine failure={failure} />}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={creating || updating || placing} disabled={zh.trim() === ''} onClick={save}>
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
