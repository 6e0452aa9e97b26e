import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState } from 'react'
import { IconButton, TextButton } from '../Button'
import css from './ColumnChooser.module.css'
import { type Layout, moved, toggled } from './layout'

type Props = {
  columns: readonly { id: string; title: string }[]
  layout: Layout
  onLayout: (layout: Layout) => void
  onUsual: () => void
}

/** Which columns show and in which order; those shown come first, in their order. */
export function ColumnChooser({ columns, layout, onLayout, onUsual }: Props) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const shown = layout.shown.flatMap((id) => columns.find((column) => column.id === id) ?? [])
  const hidden = columns.filter((column) => !layout.shown.includes(column.id))
  const wanted = text.trim().toLowerCase()
  const found = [...shown, ...hidden].filter((column) => column.title.toLowerCase().includes(wanted))
  return (
    <div className={css.chooser}>
      {columns.length > 10 && (
        <input
          type="search"
          className={css.search}
          aria-label={t`Find a column`}
          placeholder={t`Find a column`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <ul className={css.list}>
        {found.map(({ id, title }) => {
          const place = layout.shown.indexOf(id)
          return (
            <li key={id} className={css.line}>
              <label className={css.column}>
                <input
                  type="checkbox"
                  checked={place >= 0}
                  disabled={place === 0}
                  onChange={(event) => onLayout(toggled(layout, id, event.currentTarget.checked))}
                />
                {title}
              </label>
              {place > 0 && wanted === '' && (
                <span className={css.moves}>
                  <IconButton
                    small
                    label={t`Move ${title} up`}
                    disabled={place === 1}
                    onClick={() => onLayout(moved(layout, id, place - 1))}
                  >
                    <ArrowUp size={13} />
                  </IconButton>
                  <IconButton
                    small
                    label={t`Move ${title} down`}
                    disabled={place === layout.shown.length - 1}
                    onClick={() => onLayout(moved(layout, id, place + 1))}
                  >
                    <ArrowDown size={13} />
                  </IconButton>
                </span>
              )}
            </li>
          )
        })}
      </ul>
      <TextButton onClick={onUsual}>{t`Usual columns`}</TextButton>
    </div>
  )
}
