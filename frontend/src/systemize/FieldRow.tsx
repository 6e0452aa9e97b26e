import { useLingui } from '@lingui/react/macro'
import { Archive, ArchiveRestore, ArrowDown, ArrowUp, GripVertical, ShieldCheck } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, lazy, Suspense } from 'react'
import { Badge } from '../ui/Badge'
import { Button, IconButton } from '../ui/Button'
import { useRoleName } from '../viewer/useFields'
import { useRight } from '../viewer/Viewer'
import css from './Fields.module.css'
import type { OwnField } from './FieldsPage'
import { useKindWords } from './useKindWords'

const WhatUsesButton = lazy(() => import('../book/WhatUsesButton').then((l) => ({ default: l.WhatUsesButton })))

export type FieldDoes = {
  onEdit: (field: OwnField) => void
  onOpen: (field: OwnField) => void
  onPut: (field: OwnField) => () => void
}
type Props = FieldDoes & {
  field: OwnField
  /** Absent where nothing is arranged. */
  onStep?: ((by: -1 | 1) => void) | undefined
  first?: boolean
  last?: boolean
  over?: boolean
  drag?: {
    onStart: () => void
    onEnd: () => void
    onOver: (event: DragEvent) => void
    onDrop: (event: DragEvent) => void
  }
}

/** One field: what it is, who may read it, and what can be done. Dragged, moved by two buttons, or by Alt and arrows. */
export function FieldRow({ field, onStep, first, last, over, drag, onEdit, onOpen, onPut }: Props) {
  const { t, i18n } = useLingui()
  const roleName = useRoleName()
  const kindWords = useKindWords()
  const mayChange = useRight('Mutation.updateCustomField')
  const mayOpen = useRight('Mutation.classifyCustomField')
  const name = i18n.locale === 'zh-CN' ? field.zh : field.en
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.altKey ? ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key as 'ArrowUp'] : undefined
    if (!by || !onStep) return
    event.preventDefault()
    onStep(by)
  }
  return (
    <li
      className={[css.row, over && css.over].filter(Boolean).join(' ')}
      draggable={drag !== undefined}
      onDragStart={drag?.onStart}
      onDragEnd={drag?.onEnd}
      onDragOver={drag?.onOver}
      onDrop={drag?.onDrop}
      onKeyDown={onKeyDown}
    >
      {onStep && (
        <span className={css.places}>
          <GripVertical size={14} aria-hidden="true" className={css.grip} />
          <IconButton small label={t`Move ${name} up`} disabled={first ?? false} onClick={() => onStep(-1)}>
            <ArrowUp size={13} aria-hidden="true" />
          </IconButton>
          <IconButton small label={t`Move ${name} down`} disabled={last ?? false} onClick={() => onStep(1)}>
            <ArrowDown size={13} aria-hidden="true" />
          </IconButton>
        </span>
      )}
      <span className={css.what}>
        <strong>{name}</strong>
        <span className={css.key}>{field.key}</span>
        <Badge>{kindWords(field.kind)}</Badge>
        {field.required && <Badge hue="amber">{t`Required`}</Badge>}
        {(Boolean(field.shownWhen) || field.clientKinds.length > 0) && <Badge>{t`Shown on condition`}</Badge>}
        {Boolean(field.requiredWhen) && <Badge>{t`Required on condition`}</Badge>}
      </span>
      <span className={css.who}>
        {[...new Set(field.grants.map(({ role }) => roleName(role)))].join(t`, `) || t`Nobody yet`}
      </span>
      <span className={css.does}>
        {mayOpen && (
          <Button small look="quiet" onClick={() => onOpen(field)}>
            <ShieldCheck size={13} aria-hidden="true" />
            {t`Who may`}
            <span className="sr-only"> {name}</span>
          </Button>
        )}
        {mayChange && !field.archivedAt && (
          <Button small look="quiet" onClick={() => onEdit(field)}>
            {t`Edit`}
            <span className="sr-only"> {name}</span>
          </Button>
        )}
        <Suspense fallback={null}>
          <WhatUsesButton fact={`Client.custom:${field.key}`} name={name} />
        </Suspense>
        {mayChange && (
          <IconButton
            small
            label={field.archivedAt ? t`Bring back ${name}` : t`Archive ${name}`}
            onClick={onPut(field)}
          >
            {field.archivedAt ? (
              <ArchiveRestore size={14} aria-hidden="true" />
            ) : (
              <Archive size={14} aria-hidden="true" />
            )}
          </IconButton>
        )}
      </span>
    </li>
  )
}
