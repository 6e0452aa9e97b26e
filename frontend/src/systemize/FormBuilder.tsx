import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp, Pencil, Plus, Trash2 } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import { Button, IconButton } from '../ui/Button'
import { type FieldDoes, FieldRow } from './FieldRow'
import fieldCss from './Fields.module.css'
import type { OwnField } from './FieldsPage'
import css from './FormBuilder.module.css'
import { FormPreview } from './FormPreview'
import { moved, NEW, type Place, REST, sectionStepped, stepped, without } from './formLayout'
import { SectionDialog, type SectionWords } from './SectionDialog'

type Places = readonly Place<OwnField>[]
type Props = FieldDoes & { places: Places; mayArrange: boolean; onArrange: (places: Places) => void }

/** The form of the firm's own fields: sections and fields put in order, and beside them the form as it will be. */
export function FormBuilder({ places, mayArrange, onArrange, ...does }: Props) {
  const { t, i18n } = useLingui()
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const [edited, setEdited] = useState<Place<OwnField> | 'new' | null>(null)
  const named = ({ id, zh, en }: Place<OwnField>) =>
    id === REST ? t`Without a section` : i18n.locale === 'zh-CN' ? zh : en
  const near = (id: string) => (event: DragEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setOver(id)
  }
  const drop = (into: string, at: number) => (event: DragEvent) => {
    event.preventDefault()
    event.stopPropagation()
    // Dropped on a field below it in its section, a field comes behind that one, else before it.
    const own = places.find(({ id }) => id === into)?.fields.findIndex(({ id }) => id === dragged) ?? -1
    if (dragged && own !== at) onArrange(moved(places, dragged, into, own >= 0 && own < at ? at + 1 : at))
    setDragged(null)
    setOver(null)
  }
  const save = (words: SectionWords) => {
    if (edited === 'new') {
      const rest = places.at(-1)
      const made = { id: `${NEW}${places.length}`, ...words, fields: [] }
      onArrange([...places.slice(0, -1), made, ...(rest ? [rest] : [])])
    } else if (edited) onArrange(places.map((place) => (place.id === edited.id ? { ...place, ...words } : place)))
  }
  const ids = places.flatMap(({ fields }) => fields.map(({ id }) => id))
  return (
    <div className={css.builder}>
      <div>
        {places.map((place, number) => (
          <section key={place.id} className={css.section} aria-label={named(place)}>
            <div className={css.head}>
              <h2>{named(place)}</h2>
              <span className={css.about}>
                {place.id !== REST && t`${place.columns} columns`}
                {place.collapsed && ` · ${t`closed at first`}`}
              </span>
              {mayArrange && place.id !== REST && (
                <>
                  <IconButton
                    small
                    label={t`Move the section ${named(place)} up`}
                    disabled={number === 0}
                    onClick={() => onArrange(sectionStepped(places, place.id, -1))}
                  >
                    <ArrowUp size={13} aria-hidden="true" />
                  </IconButton>
                  <IconButton
                    small
                    label={t`Move the section ${named(place)} down`}
                    disabled={number >= places.length - 2}
                    onClick={() => onArrange(sectionStepped(places, place.id, 1))}
                  >
                    <ArrowDown size={13} aria-hidden="true" />
                  </IconButton>
                  <IconButton small label={t`Edit the section ${named(place)}`} onClick={() => setEdited(place)}>
                    <Pencil size={13} aria-hidden="true" />
                  </IconButton>
                  <IconButton
                    small
                    label={t`Remove the section ${named(place)}`}
                    onClick={() => onArrange(without(places, place.id))}
                  >
                    <Trash2 size={13} aria-hidden="true" />
                  </IconButton>
                </>
              )}
            </div>
            {place.fields.length === 0 ? (
              <p
                className={[css.empty, over === place.id && css.over].filter(Boolean).join(' ')}
                onDragOver={near(place.id)}
                onDrop={drop(place.id, 0)}
              >
                {t`No field here yet: drag one here, or move it with its arrows.`}
              </p>
            ) : (
              <ol className={fieldCss.list}>
                {place.fields.map((field, at) => (
                  <FieldRow
                    key={field.id}
                    {...does}
                    field={field}
                    first={field.id === ids[0] && number === 0}
                    last={place.id === REST && at === place.fields.length - 1}
                    over={over === field.id}
                    {...(mayArrange
                      ? {
                          onStep: (by: -1 | 1) => onArrange(stepped(places, field.id, by)),
                          drag: {
                            onStart: () => setDragged(field.id),
                            onEnd: () => setOver(null),
                            onOver: near(field.id),
                            onDrop: drop(place.id, at),
                          },
                        }
                      : {})}
                  />
                ))}
              </ol>
            )}
          </section>
        ))}
        {mayArrange && (
          <Button onClick={() => setEdited('new')}>
            <Plus size={14} aria-hidden="true" />
            {t`New section`}
          </Button>
        )}
      </div>
      <FormPreview places={places} />
      {edited && (
        <SectionDialog section={edited === 'new' ? null : edited} onSave={save} onClose={() => setEdited(null)} />
      )}
    </div>
  )
}
