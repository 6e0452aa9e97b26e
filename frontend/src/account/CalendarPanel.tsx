import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CalendarPanelEndMutation } from '../__generated__/CalendarPanelEndMutation.graphql'
import type { CalendarPanelHoursMutation } from '../__generated__/CalendarPanelHoursMutation.graphql'
import type { CalendarPanelMutation } from '../__generated__/CalendarPanelMutation.graphql'
import type { CalendarPanelQuery } from '../__generated__/CalendarPanelQuery.graphql'
import { dateTime } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { FailureLine, Note } from '../ui/ErrorState'
import { Secret } from '../ui/Secret'
import { toast } from '../ui/Toasts'
import css from './Profile.module.css'

const query = graphql`
  query CalendarPanelQuery {
    calendarFeed {
      createdAt
      readAt
    }
    workHours {
      fromMinute
      untilMinute
    }
  }
`
const renew = graphql`
  mutation CalendarPanelMutation($input: RenewCalendarFeedInput!) {
    renewCalendarFeed(input: $input) {
      path
    }
  }
`
const end = graphql`
  mutation CalendarPanelEndMutation($input: EndCalendarFeedInput!) {
    endCalendarFeed(input: $input) {
      fromMinute
    }
  }
`
const hours = graphql`
  mutation CalendarPanelHoursMutation($input: SetWorkHoursInput!) {
    setWorkHours(input: $input) {
      fromMinute
      untilMinute
    }
  }
`
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const HALVES = Array.from({ length: 49 }, (_, n) => n * 30).map((minute) => ({
  value: String(minute),
  label: clock(minute),
}))

/** The secret address under which other programs read one's calendar, and the hours in which one is reminded. */
export function CalendarPanel() {
  const { t } = useLingui()
  const [fetchKey, setFetchKey] = useState(0)
  const { calendarFeed, workHours } = useLazyLoadQuery<CalendarPanelQuery>(
    query,
    {},
    { fetchPolicy: fetchKey ? 'network-only' : 'store-and-network', fetchKey },
  )
  const [take, taking] = useChange<CalendarPanelMutation>(renew)
  const [stop, stopping] = useChange<CalendarPanelEndMutation>(end)
  const [setHours] = useChange<CalendarPanelHoursMutation>(hours)
  const [address, setAddress] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const again = () => setFetchKey((key) => key + 1)
  const get = async () => {
    const outcome = await take({ input: {} })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    setAddress(`${location.origin}${outcome.data.renewCalendarFeed?.path ?? ''}`)
    again()
  }
  const cease = async () => {
    const outcome = await stop({ input: {} })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    setAddress(null)
    toast(t`The address has ceased.`)
    again()
  }
  const choose = async (fromMinute: number, untilMinute: number) => {
    const outcome = await setHours({ input: { fromMinute, untilMinute } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (outcome.ok) again()
  }
  return (
    <div className={css.panel}>
      <p>
        {t`Other calendars (phone, Outlook) can show your tasks and your clients' birthdays, read-only, under a secret address. Clients stand there by initials and number unless your firm's rules let you see full names outside.`}
      </p>
      {address && (
        <>
          <Secret text={address} label={t`Address of my calendar`} />
          <Note tone="warn">{t`This is shown once. Whoever knows it reads your calendar: keep it to yourself.`}</Note>
        </>
      )}
      {calendarFeed && (
        <p>
          {t`In use since ${dateTime(calendarFeed.createdAt)}.`}{' '}
          {calendarFeed.readAt ? t`Read last at ${dateTime(calendarFeed.readAt)}.` : t`Not read yet.`}
        </p>
      )}
      <div>
        <Button look={calendarFeed ? 'plain' : 'primary'} busy={taking} onClick={get}>
          {calendarFeed ? t`New address; the old one ceases` : t`Get an address`}
        </Button>{' '}
        {calendarFeed && (
          <Button busy={stopping} onClick={cease}>
            {t`Take the address back`}
          </Button>
        )}
      </div>
      {workHours && (
        <>
          <p>{t`Reminders come on workdays between these hours:`}</p>
          <Choice
            label={t`From`}
            items={HALVES}
            value={String(workHours.fromMinute)}
            onChange={(next) => next && choose(Number(next), workHours.untilMinute)}
          />
          <Choice
            label={t`Until`}
            items={HALVES}
            value={String(workHours.untilMinute)}
            onChange={(next) => next && choose(workHours.fromMinute, Number(next))}
          />
        </>
      )}
      <FailureLine failure={failure} />
    </div>
  )
}
