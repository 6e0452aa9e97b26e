import { useLingui } from '@lingui/react/macro'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { HolidaysQuery } from '../__generated__/HolidaysQuery.graphql'
import { useCareWords } from '../book/careWords'
import { dateTime, dayOf } from '../format/date'
import { Badge } from '../ui/Badge'
import { Button, IconButton } from '../ui/Button'
import { Note } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { useMinute } from '../ui/useMinute'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './Care.module.css'
import { HolidayEditor } from './HolidayEditor'

const query = graphql`
  query HolidaysQuery($year: Int!) {
    holidayYear(year: $year) {
      year
      origin
      number
      days {
        date
        kind
        festival
      }
      festivals {
        key
        date
      }
      versions {
        number
        note
        publishedAt
        publishedBy {
          name
        }
      }
    }
  }
`
const FIRST = 2004
const LAST = 2099

/** Holidays and moved workdays of a year: announced, set by the firm, or not announced yet. */
export function Holidays() {
  const { t, i18n } = useLingui()
  const words = useCareWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const may = useRight('Mutation.publishHolidayYear')
  const present = Number(dayOf(useMinute()).slice(0, 4))
  const asked = Number(values.year ?? present)
  const year = Number.isInteger(asked) && asked >= FIRST && asked <= LAST ? asked : present
  const [turn, setTurn] = useState(0)
  const [editing, setEditing] = useState(false)
  const { holidayYear: found } = useLazyLoadQuery<HolidaysQuery>(
    query,
    { year },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const go = (next: number) => {
    setEditing(false)
    setSearch({ year: next === present ? null : String(next) })
  }
  const weekday = new Intl.DateTimeFormat(i18n.locale, { timeZone: 'UTC', weekday: 'short' })
  const told = (day: string) => `${day.slice(5)} ${weekday.format(new Date(`${day}T00:00:00Z`))}`
  const origins: Record<string, string> = {
    official: t`As announced`,
    own: t`Set by the firm, version ${found.number}`,
    expected: t`Not announced yet`,
  }
  return (
    <>
      <div className={css.line}>
        <IconButton label={t`Earlier`} disabled={year <= FIRST} onClick={() => go(year - 1)}>
          <ChevronLeft size={16} />
        </IconButton>
        <h2>{year}</h2>
        <IconButton label={t`Later`} disabled={year >= LAST} onClick={() => go(year + 1)}>
          <ChevronRight size={16} />
        </IconButton>
        <Badge hue={found.origin === 'expected' ? 'amber' : 'green'} shape="half">
          {origins[found.origin]}
        </Badge>
        {may && !editing && (
          <span className={css.end}>
            <Button small onClick={() => setEditing(true)}>
              {t`Change the days…`}
            </Button>
          </span>
        )}
      </div>
      {found.origin === 'expected' && (
        <Note tone="warn">
          {t`The days free by law, computed by the calendar; days moved around them are not known before the announcement.`}
        </Note>
      )}
      {editing ? (
        <HolidayEditor
          key={year}
          year={year}
          base={found.number}
          days={found.days}
          onClose={() => setEditing(false)}
          onPublished={() => {
            setEditing(false)
            setTurn((n) => n + 1)
          }}
        />
      ) : (
        <ul className={css.list}>
          {found.festivals.map((feast) => {
            const days = found.days.filter((day) => day.festival === feast.key)
            return (
              <li key={feast.key} className={css.line}>
                <strong>{words.festivals[feast.key]}</strong>
                <span>{told(feast.date)}</span>
                {days.map((day) => (
                  <Badge key={day.date} hue={day.kind === 'holiday' ? 'red' : 'amber'}>
                    {told(day.date)} {day.kind === 'holiday' ? t`Holiday` : t`Worked`}
                  </Badge>
                ))}
              </li>
            )
          })}
        </ul>
      )}
      {found.versions.length > 0 && (
        <Section title={t`Versions`}>
          <ul className={css.list}>
            {found.versions.map((version) => (
              <li key={version.number} className={css.line}>
                <strong>{t`Version ${version.number}`}</strong>
                <span className={css.meta}>
                  {dateTime(version.publishedAt)} {version.publishedBy?.name} {version.note}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
