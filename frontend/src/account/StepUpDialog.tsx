import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { onStepUp } from '../relay/stepUp'

const StepUpForm = lazy(() => import('./StepUpForm').then(({ StepUpForm: loaded }) => ({ default: loaded })))

/** Opens when the server wants a fresh proof before a grave act; good for five minutes. */
export function StepUpDialog() {
  const [open, setOpen] = useState(false)
  const answer = useRef<((proven: boolean) => void) | null>(null)
  useEffect(
    () =>
      onStepUp(() => {
        setOpen(true)
        return new Promise((resolve) => {
          answer.current = resolve
        })
      }),
    [],
  )
  const close = (proven: boolean) => {
    setOpen(false)
    answer.current?.(proven)
    answer.current = null
  }
  return open ? (
    <Suspense fallback={null}>
      <StepUpForm onClose={close} />
    </Suspense>
  ) : null
}
