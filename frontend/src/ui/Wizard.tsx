import { useLingui } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './Button'
import css from './Wizard.module.css'

export type Step = { id: string; title: string; hint?: string }

type StepperProps = {
  steps: readonly Step[]
  at: number
  /** Goes to a step that has been reached before; without it the steps only show the way. */
  onStep?: (at: number) => void
}

/** The steps of a longer job and where one is. */
export function Stepper({ steps, at, onStep }: StepperProps) {
  const { t } = useLingui()
  return (
    <ol className={css.steps} aria-label={t`Steps`}>
      {steps.map(({ id, title, hint }, n) => {
        const state = n < at ? 'done' : n === at ? 'now' : 'later'
        const content = (
          <>
            <span className={css.mark} aria-hidden="true">
              {state === 'done' ? <Check size={13} /> : n + 1}
            </span>
            <span className={css.words}>
              <span className={css.title}>{title}</span>
              {hint && <span className={css.hint}>{hint}</span>}
            </span>
            {state === 'done' && <span className="sr-only">{t`done`}</span>}
          </>
        )
        return (
          <li key={id} className={`${css.step} ${css[state]}`} aria-current={state === 'now' ? 'step' : undefined}>
            {onStep && state === 'done' ? (
              <button type="button" onClick={() => onStep(n)}>
                {content}
              </button>
            ) : (
              <div>{content}</div>
            )}
          </li>
        )
      })}
    </ol>
  )
}

type WizardProps = StepperProps & {
  onStep: (at: number) => void
  /** Whether this step is filled in, so that one may go on. */
  ready: boolean
  busy?: boolean
  /** The word on the last button. */
  finish: string
  onFinish: () => void
  onCancel: () => void
  children: ReactNode
}

/** A job in steps: one step at a time, back without loss, the last button says what it will do. */
export function Wizard({ steps, at, onStep, ready, busy, finish, onFinish, onCancel, children }: WizardProps) {
  const { t } = useLingui()
  const body = useRef<HTMLElement>(null)
  const seen = useRef(at)
  const last = at === steps.length - 1
  // Another step is another page to who does not see it: the focus goes to its beginning.
  useEffect(() => {
    if (seen.current === at) return
    seen.current = at
    body.current?.focus()
  }, [at])
  return (
    <div className={css.wizard}>
      <Stepper steps={steps} at={at} onStep={onStep} />
      <section ref={body} className={css.body} tabIndex={-1} aria-label={steps[at]?.title}>
        {children}
      </section>
      <div className={css.foot}>
        <Button look="quiet" onClick={onCancel}>{t`Cancel`}</Button>
        <span className={css.space} />
        {at > 0 && <Button onClick={() => onStep(at - 1)}>{t`Back`}</Button>}
        <Button
          look="primary"
          disabled={!ready}
          busy={busy ?? false}
          onClick={() => (last ? onFinish() : onStep(at + 1))}
        >
          {last ? finish : t({ message: 'Next', context: 'step' })}
        </Button>
      </div>
    </div>
  )
}
