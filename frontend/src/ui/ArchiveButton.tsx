import { useLingui } from '@lingui/react/macro'
import type { Outcome } from '../relay/useChange'
import { Button } from './Button'
import { toast } from './Toasts'
import { useFailureText } from './useFailureText'

type Props = {
  archivedAt: string | null | undefined
  busy: boolean
  run: (archived: boolean) => Promise<Outcome<unknown>>
  /** Said when it was taken out of use. */
  gone: string
  onDone: () => void
}

/** Takes a configuration out of use, or back into it. */
export function ArchiveButton({ archivedAt, busy, run, gone, onDone }: Props) {
  const { t } = useLingui()
  const words = useFailureText()
  const toggle = async () => {
    const archived = !archivedAt
    const outcome = await run(archived)
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    toast(archived ? gone : t`In use again.`)
    onDone()
  }
  return (
    <Button small busy={busy} onClick={() => void toggle()}>
      {archivedAt ? t`Use again` : t`Take out of use`}
    </Button>
  )
}
