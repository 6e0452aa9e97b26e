import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import { useState } from 'react'
import css from '../book/Approvals.module.css'
import { useApprovalWords } from '../book/approvalWords'
import { useApprovalChange } from '../book/useApprovalChange'
import type { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { ReviewDialog } from '../ui/ReviewDialog'
import { toast } from '../ui/Toasts'
import type { ApprovalRow } from './ApprovalList'

/** Agrees to several after a look at them: each by itself, under the same conditions as alone. */
export function ApprovalsBulk({ rows, onDone }: { rows: readonly ApprovalRow[]; onDone: () => void }) {
  const { t } = useLingui()
  const words = useApprovalWords()
  const { act } = useApprovalChange()
  const [open, setOpen] = useState(false)
  const n = rows.length
  const run = async (): Promise<Failure | null> => {
    const refused: Failure[] = []
    let voided = 0
    for (const row of rows) {
      const done = await act(row, 'approve')
      if (done.failure) refused.push(done.failure)
      else if (done.state === 'voided') voided += 1
    }
    if (refused.length === n && refused[0]) return refused[0]
    const agreed = n - refused.length - voided
    toast(
      refused.length + voided === 0
        ? t`Agreed to ${agreed}.`
        : t`Agreed to ${agreed}; ${refused.length} refused, ${voided} voided.`,
      refused.length + voided > 0 ? 'bad' : 'good',
    )
    onDone()
    return null
  }
  return (
    <div className={css.acts}>
      <Button small look="primary" onClick={() => setOpen(true)}>
        <Check size={13} aria-hidden="true" />
        {t`Agree to ${n}…`}
      </Button>
      {open && (
        <ReviewDialog
          title={t`Agree to ${plural(n, { one: '# approval', other: '# approvals' })}?`}
          confirm={t`Agree`}
          differences={rows.map((row) => ({
            label: [row.title, row.client?.name, row.requester?.name].filter(Boolean).join(' · '),
            before: words.state('pending'),
            after: t`agreed by you`,
          }))}
          effect={t`Every one is written into its chain and cannot be taken back.`}
          onConfirm={run}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}
