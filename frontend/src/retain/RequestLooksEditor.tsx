import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useBoth } from '../book/journeyWords'
import type { Hue } from '../ui/Badge'
import { Choice } from '../ui/Choice'
import { TextField } from '../ui/TextField'
import css from './Requests.module.css'
import { TYPE_HUES, type TYPE_ICONS, TypeMark } from './TypeMark'
import type { TypeContent } from './typeContent'

const wordsOf = (text: string) =>
  text
    .split(/[,，、;；]/)
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean)
type Props = { content: TypeContent; onChange: (more: Partial<TypeContent>) => void }

/** By what a type is known: its sign and colour, and the words by which it is guessed from what a client says. */
export function RequestLooksEditor({ content, onChange }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const [typed, setTyped] = useState('')
  const icons: Record<keyof typeof TYPE_ICONS, string> = {
    inbox: t`Inbox`,
    add: t`Plus`,
    download: t`Arrow down`,
    help: t`Question mark`,
    chart: t`Chart`,
    edit: t`Pencil`,
    file: t`Document`,
    alert: t`Warning`,
    phone: t`Telephone`,
    mail: t`Envelope`,
    star: t`Star`,
    user: t`Person`,
  }
  const hues: Record<Hue, string> = {
    blue: t`Blue`,
    teal: t`Teal`,
    green: t`Green`,
    violet: t`Violet`,
    amber: t`Amber`,
    red: t`Red`,
    neutral: t`Grey`,
  }
  return (
    <>
      <div className={css.two}>
        <Choice
          label={t`Sign`}
          required
          items={Object.entries(icons).map(([value, label]) => ({ value, label }))}
          value={content.icon}
          onChange={(icon) => icon && onChange({ icon })}
        />
        <Choice
          label={t`Colour`}
          required
          items={TYPE_HUES.map((value) => ({ value, label: hues[value] }))}
          value={content.hue}
          onChange={(hue) => hue && onChange({ hue })}
        />
        <div className={css.looks}>
          <TypeMark icon={content.icon} hue={content.hue} name={both(content) || '—'} />
        </div>
      </div>
      <TextField
        label={t`Words it is known by`}
        hint={t`Divided by commas. When a conversation is made a request, its type is the one whose words stand in it.`}
        value={wordsOf(typed).join() === content.words.join() ? typed : content.words.join(t`, `)}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          onChange({ words: wordsOf(event.currentTarget.value) })
        }}
      />
    </>
  )
}
