import { useState } from 'react'
import { mayWrite } from '../viewer/access'
import { type Field, useViewer } from '../viewer/Viewer'
import { businessDay } from './businessDay'
import type { OwnValue } from './OwnInput'
import { sentValue } from './ownForm'

type Values = Readonly<Record<string, OwnValue>>
type Sent = { field: string; value: OwnValue }
const PREFIX = 'custom:'

/** The entries of a form's own fields: what they began with, what they are, what is sent of them. */
export function useOwnForm(begin: Values) {
  const [start, setStart] = useState(begin)
  const [values, setValues] = useState(begin)
  const differs = (key: string) => JSON.stringify(sentValue(values[key])) !== JSON.stringify(sentValue(start[key]))
  const changed = Object.keys(values).filter(differs)
  return {
    values,
    put: (key: string, value: OwnValue) => setValues((before) => ({ ...before, [key]: value })),
    restart: (next: Values) => {
      setStart(next)
      setValues((before) => ({ ...next, ...Object.fromEntries(changed.map((key) => [key, before[key] ?? null])) }))
    },
    dirty: changed.length > 0,
    /** What differs from the beginning, or what is named, as a client's input takes it. */
    sent: (keys: Iterable<string> = changed): Sent[] =>
      [...keys].map((key) => ({
        field: key.slice(PREFIX.length),
        value: sentValue(values[key] ?? null),
      })),
  }
}

/** What a new client has in the fields that somebody may write. */
export function useBeginnings(fields: readonly Field[]): Values {
  const { user } = useViewer()
  return Object.fromEntries(
    fields.map((field) => {
      const initial = (field.initial ?? null) as OwnValue
      if (initial === 'today' && field.kind === 'date') return [field.key, businessDay()]
      if (initial === 'me' && field.kind === 'user') return [field.key, user?.id ?? null]
      return [field.key, initial]
    }),
  )
}

/** The own fields that somebody may write to clients of his. */
export function useWritableOwn(): readonly Field[] {
  const { access, ownFields } = useViewer()
  return mayWrite(access, 'Client.custom') ? ownFields.filter((field) => mayWrite(access, field.coordinate)) : []
}
