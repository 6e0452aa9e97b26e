import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { useLingui } from '@lingui/react/macro'
import { useEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import css from './Condition.module.css'
import { ConditionGroup, type Edits } from './ConditionGroup'
import type { Fact, Relation } from './facts'
import { sentenceOf } from './sentence'
import {
  type Condition,
  comparisonsOf,
  copied,
  edited,
  find,
  type Group,
  group,
  isComplete,
  LARGEST,
  MOST_RELATED,
  movedInto,
  type Node,
  regrouped,
  relatedIn,
  replaced,
  shifted,
  written,
} from './tree'

type Props = {
  label: string
  condition: Condition
  facts: readonly Fact[]
  /** What belongs to the rows, and can be asked about too. */
  relations?: readonly Relation[]
  /** Every change; `complete` is false while a comparison lacks its value. */
  onChange: (condition: Condition, complete: boolean) => void
  disabled?: boolean
}

const NONE: readonly Relation[] = []

/** Builds a condition from groups and comparisons, by mouse and by keyboard, and says it in a sentence. */
export function ConditionBuilder({ label, condition, facts, relations = NONE, onChange, disabled }: Props) {
  const { t, i18n } = useLingui()
  const [root, setRoot] = useState(() => edited(condition))
  const [held, setHeld] = useState<number | null>(null)
  const said = useRef(JSON.stringify(condition))
  const known = useMemo(() => new Map(facts.map((fact) => [fact.key, fact])), [facts])
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 6 } }),
    useSensor(KeyboardSensor),
  )
  // What comes from outside replaces what is edited, unless it is only our own word coming back.
  useEffect(() => {
    const text = JSON.stringify(condition)
    if (text === said.current) return
    said.current = text
    setRoot(edited(condition))
  }, [condition])

  const change = (next: Group) => {
    const tree = written(next)
    said.current = JSON.stringify(tree)
    setRoot(next)
    onChange(tree, comparisonsOf(next).every(isComplete))
  }
  const edits: Edits = {
    put: (id, node) => change(replaced(root, id, () => [node])),
    drop: (id) => change(replaced(root, id, () => [])),
    double: (id) => change(replaced(root, id, (node) => [node, copied(node)])),
    wrap: (id) => change(replaced(root, id, (node) => [group('any', [node])])),
    unwrap: (id) => change(replaced(root, id, (node) => (node.is === 'group' ? node.parts : [node]))),
    shift: (id, by) => change(shifted(root, id, by)),
    regroup: (id, how) => change(regrouped(root, id, how)),
    add: (id, node) => change(regrouped(root, id, (target) => ({ ...target, parts: [...target.parts, node] }))),
  }
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    setHeld(null)
    const place = over?.data.current as { into: number; before: number | null } | undefined
    if (place) change(movedInto(root, Number(active.id), place.into, place.before))
  }
  const heldNode: Node | null = held === null ? null : find(root, held)
  const sentence = sentenceOf(root, known, i18n.locale, relations)
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      onDragStart={({ active }) => setHeld(Number(active.id))}
      onDragEnd={onDragEnd}
      onDragCancel={() => setHeld(null)}
    >
      <section className={css.builder} aria-label={label}>
        <ConditionGroup
          group={root}
          root={root}
          facts={facts}
          known={known}
          relations={relations}
          edits={edits}
          depth={1}
          links={0}
          full={comparisonsOf(root).length >= LARGEST}
          fullOfRelated={relatedIn(root) >= MOST_RELATED}
          disabled={disabled ?? false}
        />
        <p className={css.sentence}>
          <span className={css.lead}>{t`In words`}</span>
          <output aria-label={t`The condition in words`}>{sentence}</output>
        </p>
      </section>
      {createPortal(
        <DragOverlay dropAnimation={null}>
          {heldNode && <div className={css.held}>{sentenceOf(heldNode, known, i18n.locale, relations)}</div>}
        </DragOverlay>,
        document.body,
      )}
    </DndContext>
  )
}
