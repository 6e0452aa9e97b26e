import { useLingui } from '@lingui/react/macro'
import { type KeyboardEvent, Suspense, useDeferredValue, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MentionAreaQuery } from '../__generated__/MentionAreaQuery.graphql'
import { TextArea } from '../ui/TextField'
import css from './MentionArea.module.css'

const query = graphql`
  query MentionAreaQuery($subject: ID!, $text: String!) {
    mentionable(subject: $subject, text: $text) {
      id
      name
      team {
        name
      }
    }
  }
`

export type Named = { readonly id: string; readonly name: string }

/** Who of those once picked is still named in a text. */
export const namedIn = (text: string, named: readonly Named[]): string[] => [
  ...new Set(named.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id)),
]

/** What is being typed after the last "@" of a text; null where no name is being typed. */
export function typedName(text: string): string | null {
  const match = /@([^\s@]{0,20})$/.exec(text)
  return match ? (match[1] ?? '') : null
}

type Props = {
  label: string
  /** A task, a conversation or a client: whoever may read it can be named. */
  subject: string
  value: string
  onChange: (text: string) => void
  named: readonly Named[]
  onNamed: (named: readonly Named[]) => void
  rows?: number
  error?: string | undefined
}

/** A text with names: "@" and the beginning of a name, of its pinyin or initials offers colleagues who may read it. */
export function MentionArea({ label, subject, value, onChange, named, onNamed, rows = 2, error }: Props) {
  const { t } = useLingui()
  const [closed, setClosed] = useState<string | null>(null)
  const typed = typedName(value)
  const wanted = useDeferredValue(typed)
  const pick = (person: Named) => {
    onChange(`${value.slice(0, value.length - (typed?.length ?? 0))}${person.name} `)
    onNamed([...named.filter(({ id }) => id !== person.id), person])
  }
  return (
    <div className={css.area}>
      <TextArea
        label={label}
        rows={rows}
        error={error}
        placeholder={t`Type @ to mention a colleague`}
        value={value}
        onChange={(event) => {
          setClosed(null)
          onChange(event.currentTarget.value)
        }}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'Escape' || typed === null || closed === value) return
          event.stopPropagation()
          setClosed(value)
        }}
      />
      {typed !== null && wanted !== null && closed !== value && (
        <Suspense fallback={null}>
          <People subject={subject} text={wanted} onPick={pick} />
        </Suspense>
      )}
    </div>
  )
}

function People({ subject, text, onPick }: { subject: string; text: string; onPick: (person: Named) => void }) {
  const { t } = useLingui()
  const { mentionable } = useLazyLoadQuery<MentionAreaQuery>(
    query,
    { subject, text },
    { fetchPolicy: 'store-or-network' },
  )
  if (mentionable.length === 0) return <p className={css.none}>{t`No colleague of this name may read it.`}</p>
  return (
    <ul className={css.list} aria-label={t`Colleagues who may read it`}>
      {mentionable.map(({ id, name, team }) => (
        <li key={id}>
          <button type="button" className={css.person} onClick={() => onPick({ id, name })}>
            {name}
            {team && <span className={css.team}>{team.name}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}
