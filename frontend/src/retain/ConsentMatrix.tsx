import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { ConsentMatrixQuery } from '../__generated__/ConsentMatrixQuery.graphql'
import { asFailure, type Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { DateField } from '../ui/DateField'
import { FailureLine } from '../ui/ErrorState'
import css from './Retain.module.css'
import { CHANNELS, hueOf, PURPOSES, useRetainWords } from './retainWords'

const query = graphql`
  query ConsentMatrixQuery($id: ID!, $on: Date) {
    client(id: $id) {
      consents(on: $on) {
        purpose
        channel
        state
      }
    }
  }
`
export type Cell = { readonly purpose: string; readonly channel: string; readonly state: string }

/** Each purpose by each channel, now or as of the end of a past day. */
export function ConsentMatrix({ client, present }: { client: string; present: readonly Cell[] }) {
  const { t } = useLingui()
  const words = useRetainWords()
  const environment = useRelayEnvironment()
  const [day, setDay] = useState<string | null>(null)
  const [past, setPast] = useState<readonly Cell[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const look = async (on: string | null) => {
    setDay(on)
    setFailure(null)
    if (!on) return setPast(null)
    try {
      const found = await fetchQuery<ConsentMatrixQuery>(environment, query, { id: client, on }).toPromise()
      setPast(found?.client?.consents ?? [])
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const shown = past ?? present
  const state = (purpose: string, channel: string) =>
    shown.find((each) => each.purpose === purpose && each.channel === channel)?.state ?? 'unknown'
  return (
    <>
      <div className={css.two}>
        <DateField
          label={t({ message: 'As of', context: 'consent' })}
          hint={t`Empty: now`}
          value={day}
          onChange={(next) => {
            void look(next)
          }}
        />
      </div>
      <FailureLine failure={failure} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={css.scroll} aria-label={t`Consent by purpose and channel`} tabIndex={0}>
        <table className={css.matrix}>
          <thead>
            <tr>
              <th scope="col">{t({ message: 'Purpose', context: 'consent' })}</th>
              {CHANNELS.map((channel) => (
                <th key={channel} scope="col">
                  {words.channels[channel]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {PURPOSES.map((purpose) => (
              <tr key={purpose}>
                <th scope="row">{words.purposes[purpose]}</th>
                {CHANNELS.map((channel) => {
                  const found = state(purpose, channel)
                  return (
                    <td key={channel}>
                      {found === 'unknown' ? (
                        <span className={css.meta}>{words.consent.unknown}</span>
                      ) : (
                        <Badge hue={hueOf(found)} shape={found === 'given' ? 'dot' : 'cross'}>
                          {words.consent[found]}
                        </Badge>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
