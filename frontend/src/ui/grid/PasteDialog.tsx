import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { ReviewDialog } from '../ReviewDialog'
import type { Waiting } from './useClipboard'

/** Shows what a pasted block changes, cell by cell, before it is written. */
export function PasteDialog({ waiting, onClose }: { waiting: Waiting; onClose: () => void }) {
  const { t } = useLingui()
  const { cells, differences, notes, run } = waiting
  const more = cells - differences.length
  return (
    <ReviewDialog
      title={t`Paste ${plural(cells, { one: '# cell', other: '# cells' })}?`}
      confirm={t`Paste`}
      differences={differences}
      effect={
        <>
          {more > 0 && <p>{t`And ${plural(more, { one: '# more cell', other: '# more cells' })}.`}</p>}
          {notes && <p>{t`Left out: ${notes}.`}</p>}
          <p>{t`You can undo it in one step.`}</p>
        </>
      }
      onConfirm={async () => {
        void run()
        return null
      }}
      onClose={onClose}
    />
  )
}
