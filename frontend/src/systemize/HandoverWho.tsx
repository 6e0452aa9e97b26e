import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { UserChoice, useUserItems } from '../book/UserChoice'
import { Choice, Choices } from '../ui/Choice'
import { Note } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { useRight } from '../viewer/Viewer'
import css from './Handover.module.css'

/** What is wanted of a hand-over, before anybody is shared out. */
export type Wishes = {
  from: string | null
  reason: string
  letGo: boolean
  told: boolean
  to: readonly string[]
  othersTo: string | null
  way: string
  split: boolean
}

type Props = { step: number; wishes: Wishes; only: number; onWishes: (wishes: Wishes) => void }

/** The first two steps: whose clients and why, and who follows by which rule. */
export function HandoverWho({ step, wishes, only, onWishes }: Props) {
  return (
    <Suspense fallback={<SkeletonRows rows={4} />}>
      {step === 0 ? (
        <Whose wishes={wishes} only={only} onWishes={onWishes} />
      ) : (
        <Followers wishes={wishes} onWishes={onWishes} />
      )}
    </Suspense>
  )
}

function Whose({ wishes, only, onWishes }: Omit<Props, 'step'>) {
  const { t } = useLingui()
  const mayLetGo = useRight('Right.letGo')
  const set = (more: Partial<Wishes>) => onWishes({ ...wishes, ...more })
  return (
    <div className={css.fields}>
      <UserChoice
        label={t({ message: 'Whose clients', context: 'hand-over' })}
        required
        value={wishes.from}
        onChange={(from) => set({ from, to: wishes.to.filter((each) => each !== from) })}
      />
      <TextField
        label={t`Reason`}
        required
        maxLength={400}
        value={wishes.reason}
        hint={t`Stands in the history of each client.`}
        onChange={(event) => set({ reason: event.currentTarget.value })}
      />
      {mayLetGo && (
        <Toggle
          label={t`Deactivate the account in the same act: all sessions end at once`}
          checked={wishes.letGo}
          onChange={(letGo) => set({ letGo })}
        />
      )}
      <Toggle
        label={t`Show the plan to the person who hands over, so that notes can be written for each client`}
        checked={wishes.told}
        onChange={(told) => set({ told })}
      />
      {only > 0 && <Note>{t`Only the ${only} picked clients are handed over.`}</Note>}
    </div>
  )
}

function Followers({ wishes, onWishes }: Omit<Props, 'step' | 'only'>) {
  const { t } = useLingui()
  const items = useUserItems().filter(({ value }) => value !== wishes.from)
  const set = (more: Partial<Wishes>) => onWishes({ ...wishes, ...more })
  return (
    <div className={css.fields}>
      <Choices
        label={t`Who follows`}
        required
        items={items}
        value={wishes.to}
        hint={t`One person, or several among whom the clients are shared out.`}
        onChange={(to) => set({ to })}
      />
      <Choice
        label={t`Share out`}
        items={[
          { value: 'NUMBER', label: t`Evenly by number of clients` },
          { value: 'AUM', label: t`Evenly by AUM` },
          { value: 'REGION', label: t`Each region to one person` },
          { value: 'TIER', label: t`By tier: who may serve it, then the fewest clients` },
        ]}
        value={wishes.way}
        hint={t`It can be changed client by client in the next step.`}
        onChange={(way) => set({ way: way ?? 'NUMBER' })}
      />
      <Toggle label={t`Families may be split`} checked={wishes.split} onChange={(split) => set({ split })} />
      <Choice
        label={t`Other tasks, waiting mails and shared views go to`}
        items={items}
        value={wishes.othersTo ?? wishes.to[0] ?? null}
        hint={t`What hangs on none of these clients.`}
        onChange={(othersTo) => set({ othersTo })}
      />
    </div>
  )
}
