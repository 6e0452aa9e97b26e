import { useDraggable, useDroppable } from '@dnd-kit/core'
import { useLingui } from '@lingui/react/macro'
import { GripVertical, Plus, Ungroup, X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useMemo } from 'react'
import { Button, IconButton } from '../Button'
import { Menu, MenuItem } from '../Menu'
import { AboutRows } from './AboutRows'
import css from './Condition.module.css'
import { ConditionRow } from './ConditionRow'
import type { Fact, Relation } from './facts'
import {
  type Comparison,
  comparison,
  DEEPEST,
  emptyValue,
  type Group,
  group,
  MOST_LINKS,
  type Node,
  OPERATORS,
  related,
} from './tree'

/** What can be done to the tree, by the name of a node. */
export type Edits = {
  put: (id: number, node: Node) => void
  drop: (id: number) => void
  double: (id: number) => void
  /** Puts a node into a group of its own, or dissolves a group into its parts. */
  wrap: (id: number) => void
  unwrap: (id: number) => void
  shift: (id: number, by: -1 | 1) => void
  regroup: (id: number, how: (group: Group) => Group) => void
  add: (id: number, node: Node) => void
}

type Props = {
  group: Group
  root: Group
  facts: readonly Fact[]
  known: ReadonlyMap<string, Fact>
  relations: readonly Relation[]
  edits: Edits
  /** How deep the parts lie in the condition as it travels: what is about related rows takes two steps. */
  depth: number
  /** Relations that the condition goes through on the way here. */
  links: number
  /** The condition holds as many comparisons, or as many relations, as the server takes. */
  full: boolean
  fullOfRelated: boolean
  disabled: boolean
}

/** The comparison a new line begins with: the first fact and its first operator. */
export function firstComparison(fact: Fact): Comparison {
  const op = OPERATORS[fact.kind][0] ?? 'empty'
  return comparison(fact.key, op, emptyValue(fact.kind, op))
}

/** How the parts of a group are taken together: all, any, not all, none. */
const modes = ['all', 'any', 'not-all', 'not-any'] as const

/** A group: how its parts are taken together, the parts, and what can be added. */
export function ConditionGroup(props: Props) {
  const { group: own, root, edits, depth, full, fullOfRelated, disabled } = props
  const inside = useInside(props)
  const { facts, relations, links } = inside
  const { t } = useLingui()
  const isRoot = own.id === root.id
  const words = {
    all: t`All of these hold`,
    any: t`Any of these holds`,
    'not-all': t`Not all of these hold`,
    'not-any': t`None of these holds`,
  }
  const mode = `${own.negated ? 'not-' : ''}${own.of}`
  const [first] = facts
  const end = useDroppable({ id: `end-${own.id}`, data: { into: own.id, before: null } })
  return (
    <fieldset className={isRoot ? css.root : css.group} disabled={disabled}>
      <legend className="sr-only">{words[mode as 'all']}</legend>
      <div className={css.groupHead}>
        <select
          className={css.mode}
          aria-label={t`How the conditions are taken together`}
          value={mode}
          onChange={(event) => {
            const [negation, of] = event.currentTarget.value.split('-')
            const next = (of ?? negation) as Group['of']
            edits.regroup(own.id, (target) => ({ ...target, of: next, negated: of !== undefined }))
          }}
        >
          {modes.map((each) => (
            <option key={each} value={each}>
              {words[each]}
            </option>
          ))}
        </select>
        {own.about && <AboutRows group={own} about={own.about} relations={props.relations} edits={edits} />}
        {!isRoot && !disabled && (
          <span className={css.tools}>
            {!own.about && (
              <IconButton small label={t`Dissolve the group`} onClick={() => edits.unwrap(own.id)}>
                <Ungroup size={13} />
              </IconButton>
            )}
            <IconButton small label={t`Remove the group`} onClick={() => edits.drop(own.id)}>
              <X size={13} />
            </IconButton>
          </span>
        )}
      </div>
      <ul className={css.parts}>
        {own.parts.map((part) => (
          <Part key={part.id} node={part} into={own.id} edits={edits} disabled={disabled}>
            {part.is === 'group' ? (
              <ConditionGroup {...props} {...inside} group={part} depth={depth + (part.about ? 2 : 1)} />
            ) : (
              <ConditionRow {...props} {...inside} row={part} mayWrap={depth < DEEPEST - 1} />
            )}
          </Part>
        ))}
        <li ref={end.setNodeRef} className={end.isOver ? css.dropEnd : css.end} hidden={disabled}>
          <Button
            small
            look="quiet"
            disabled={full || !first}
            onClick={() => first && edits.add(own.id, firstComparison(first))}
          >
            <Plus size={13} aria-hidden="true" />
            {t`Condition`}
          </Button>
          <Button
            small
            look="quiet"
            disabled={full || depth >= DEEPEST - 1 || !first}
            onClick={() =>
              first && edits.add(own.id, group(own.of === 'all' ? 'any' : 'all', [firstComparison(first)]))
            }
          >
            <Plus size={13} aria-hidden="true" />
            {t`Group`}
          </Button>
          {relations.length > 0 && links < MOST_LINKS && (
            <Menu
              align="start"
              target={
                <Button small look="quiet" disabled={full || fullOfRelated || depth >= DEEPEST - 1}>
                  <Plus size={13} aria-hidden="true" />
                  {t`Related rows`}
                </Button>
              }
            >
              {relations.map(({ key, label }) => (
                <MenuItem key={key} onClick={() => edits.add(own.id, related(key))}>
                  {label}
                </MenuItem>
              ))}
            </Menu>
          )}
          {(full || fullOfRelated) && <span className={css.note}>{t`This condition is as large as it may be.`}</span>}
        </li>
      </ul>
    </fieldset>
  )
}

const NONE: readonly Relation[] = []

/** What the parts of a group are about: of a group about related rows the facts of those. */
function useInside({ group: { about }, facts, known, relations, links }: Props) {
  return useMemo(() => {
    if (!about) return { facts, known, relations, links }
    const relation = relations.find(({ key }) => key === about.field)
    const inner = relation?.facts ?? []
    const byKey = new Map(inner.map((fact) => [fact.key, fact]))
    return { facts: inner, known: byKey, relations: relation?.relations ?? NONE, links: links + 1 }
  }, [about, facts, known, relations, links])
}

type PartProps = { node: Node; into: number; edits: Edits; disabled: boolean; children: ReactNode }

/** A part with its handle: dragged by mouse, moved by Alt and the arrow keys. */
function Part({ node, into, edits, disabled, children }: PartProps) {
  const { t } = useLingui()
  const drag = useDraggable({ id: node.id, disabled })
  const drop = useDroppable({ id: `before-${node.id}`, data: { into, before: node.id } })
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.altKey ? ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key as 'ArrowUp'] : undefined
    if (!by) return
    event.preventDefault()
    event.stopPropagation()
    edits.shift(node.id, by)
  }
  return (
    <li
      ref={drop.setNodeRef}
      className={[css.part, drop.isOver && css.dropBefore, drag.isDragging && css.moving].filter(Boolean).join(' ')}
      onKeyDown={onKeyDown}
    >
      {!disabled && (
        <button
          ref={drag.setNodeRef}
          {...drag.listeners}
          type="button"
          className={css.handle}
          aria-label={t`Move this condition; Alt and arrow keys move it too`}
        >
          <GripVertical size={13} aria-hidden="true" />
        </button>
      )}
      {children}
    </li>
  )
}
