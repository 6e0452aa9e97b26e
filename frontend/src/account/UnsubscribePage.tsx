import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { useRetainWords } from '../retain/retainWords'
import { Button } from '../ui/Button'
import { Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { Outside } from './Outside'

type State = { firm: string; channel: string; purpose: string; choices: { purpose: string; wanted: boolean }[] }

/** The token stands behind `#`, which browsers send to nobody. */
const tokenOf = () => location.hash.slice(1)

/** What a client still wants to get, from the link of a mail; outside the frame, and nothing about him on it. */
export function UnsubscribePage() {
  const { t } = useLingui()
  const words = useRetainWords()
  const [token] = useState(tokenOf)
  const [state, setState] = useState<State | null>(null)
  const [wanted, setWanted] = useState<Record<string, boolean>>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [done, setDone] = useState(false)
  const [busy, setBusy] = useState(false)
  const show = (found: State) => {
    setState(found)
    setWanted(Object.fromEntries(found.choices.map((each) => [each.purpose, each.wanted])))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: it opens once
  useEffect(() => {
    const controller = new AbortController()
    exchange<State>('/unsubscribe/open', { token }, controller.signal)
      .then((found) => {
        show(found)
        // What the mail was for is what its reader most likely wants no more.
        setWanted((all) => ({ ...all, [found.purpose]: false }))
      })
      .catch((error) => controller.signal.aborted || setFailure(asFailure(error)))
    return () => controller.abort()
  }, [token])
  const lead = state?.firm ?? t`Startrail`
  const choose = async () => {
    if (!state) return
    setBusy(true)
    setFailure(null)
    try {
      const differ = state.choices.filter((each) => (wanted[each.purpose] ?? each.wanted) !== each.wanted)
      show(
        await exchange<State>('/unsubscribe/choose', {
          token,
          leave: JSON.stringify(differ.filter((each) => each.wanted).map((each) => each.purpose)),
          stay: JSON.stringify(differ.filter((each) => !each.wanted).map((each) => each.purpose)),
        }),
      )
      setDone(true)
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  if (failure && !state)
    return (
      <Outside title={t`What you want to get`} lead={lead}>
        {failure.code === 'NOT_FOUND' ? (
          <p>{t`This link is not whole. Ask your client manager to record your wish.`}</p>
        ) : (
          <FailureLine failure={failure} />
        )}
      </Outside>
    )
  return (
    <Outside title={t`What you want to get`} lead={lead}>
      {state ? (
        <Stack>
          <p>{t`By ${words.channels[state.channel] ?? state.channel} you get what is switched on. You can change it at any time by the same link.`}</p>
          {state.choices.map((each) => (
            <Toggle
              key={each.purpose}
              label={words.purposes[each.purpose] ?? each.purpose}
              checked={wanted[each.purpose] ?? each.wanted}
              onChange={(on) => {
                setWanted({ ...wanted, [each.purpose]: on })
                setDone(false)
              }}
            />
          ))}
          {done && <p role="status">{t`Saved. It holds from now on.`}</p>}
          <FailureLine failure={failure} />
          <Button look="primary" busy={busy} disabled={done} onClick={() => void choose()}>
            {t`Save`}
          </Button>
        </Stack>
      ) : (
        <SkeletonRows rows={6} />
      )}
    </Outside>
  )
}
