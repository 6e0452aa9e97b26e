import { useLingui } from '@lingui/react/macro'
import {
  Background,
  Controls,
  type Edge,
  MarkerType,
  MiniMap,
  type Node,
  ReactFlow,
  useNodesState,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { type KeyboardEvent, lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useBoth } from '../../book/journeyWords'
import { useWidth } from '../../ui/useWidth'
import { StageDialog } from '../StageDialog'
import { TaskTemplateDialog } from '../TaskTemplateDialog'
import { type EditedStage, emptyCriterion, emptyStage, emptyTask, put, replaced } from '../templateContent'
import { Board, type CanvasBoard, type Trial } from './board'
import css from './Canvas.module.css'
import { boxesOf, CARD, columnsIn, dropped, HEAD, ROW, spotOf, stageAt, WIDTH } from './layout'
import { CriterionNode, StageNode, TaskNode } from './nodes'
import { itemMoved, itemRemoved, type Part, type Place, stepped } from './places'

const CriterionDialog = lazy(() => import('../CriterionDialog').then((loaded) => ({ default: loaded.CriterionDialog })))

const EDGE = 16
const nodeTypes = { stage: StageNode, tasks: TaskNode, criteria: CriterionNode }

type Props = {
  stages: readonly EditedStage[]
  trial: Trial | null
  onChange: (stages: EditedStage[]) => void
  onUndo: (() => void) | null
  onRedo: (() => void) | null
}
type Opened = { stage: number; item: { part: Part; at: number } | null; fresh: boolean }

/** A template as a drawing: stages in their order, in each what is done and what has to hold; dragged, stepped, opened. */
export function TemplateCanvas({ stages, trial, onChange, onUndo, onRedo }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const frame = useRef<HTMLDivElement>(null)
  const columns = columnsIn(useWidth(frame) - 2 * EDGE)
  const boxes = useMemo(() => boxesOf(stages, columns), [stages, columns])
  const drawn = useMemo(() => nodesOf(stages, columns), [stages, columns])
  const [nodes, setNodes, onNodesChange] = useNodesState<Node>(drawn)
  const [opened, setOpened] = useState<Opened | null>(null)
  const [said, setSaid] = useState('')
  const focus = useRef<string | null>(null)
  useEffect(() => setNodes(drawn), [drawn, setNodes])
  // What is moved into another stage is drawn anew there, and would lose the keyboard.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it is drawn
  useEffect(() => {
    const there = focus.current && frame.current?.querySelector<HTMLElement>(`[data-id="${focus.current}"] button`)
    if (!there) return
    there.focus()
    focus.current = null
  }, [nodes])

  const moveItem = (from: Place, to: { stage: number; at: number }) => {
    const next = itemMoved(stages, from, to)
    const stage = next[to.stage]
    onChange(next)
    focus.current = idOf(stage, from.part, stage?.[from.part][to.at])
    setSaid(t`Now number ${to.at + 1} in ${stage ? both(stage) : ''}.`)
  }
  const moveStage = (from: number, to: number) => {
    onChange(put(stages, from, to))
    setSaid(t`Now stage ${to + 1}.`)
  }
  const board: CanvasBoard = {
    stages: [...stages],
    trial,
    edit: ({ stage, part, at }) => setOpened({ stage, item: { part, at }, fresh: false }),
    editStage: (stage) => setOpened({ stage, item: null, fresh: false }),
    add: (stage, part) => setOpened({ stage, item: { part, at: stages[stage]?.[part].length ?? 0 }, fresh: true }),
    addStage: (after) => setOpened({ stage: after + 1, item: null, fresh: true }),
    removeStage: (stage) => onChange(stages.filter((_, n) => n !== stage)),
    press: (stage, place, key) => {
      if (place) {
        if (key === 'Delete') onChange(itemRemoved(stages, place))
        else {
          const to = stepped(stages, place, key)
          if (to) moveItem(place, to)
        }
        return true
      }
      const to = key === 'ArrowLeft' ? stage - 1 : key === 'ArrowRight' ? stage + 1 : -1
      if (key !== 'Delete' && stages[to]) moveStage(stage, to)
      return key !== 'Delete'
    },
  }
  const onDropped = (node: Node) => {
    const place = node.data.place as Place | undefined
    if (!place) {
      const from = (node.data as { stage: number }).stage
      const to = stageAt(boxes, { x: node.position.x + WIDTH / 2, y: node.position.y + HEAD / 2 })
      return to === from ? setNodes(drawn) : moveStage(from, to)
    }
    const box = boxes[place.stage] ?? { x: 0, y: 0 }
    const point = { x: box.x + node.position.x + WIDTH / 2, y: box.y + node.position.y + ROW / 2 }
    const to = dropped(stages, boxes, place, point)
    if (!to || (to.stage === place.stage && to.at === place.at)) setNodes(drawn)
    else moveItem(place, to)
  }
  const onKeys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || opened) return
    event.preventDefault()
    if (event.shiftKey) onRedo?.()
    else onUndo?.()
  }
  return (
    <Board value={board}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is typed belongs to what is focused within */}
      <div ref={frame} className={css.canvas} onKeyDown={onKeys}>
        <ReactFlow
          nodes={nodes}
          edges={edgesOf(stages, columns)}
          nodeTypes={nodeTypes}
          onNodesChange={onNodesChange}
          onNodeDragStop={(_, node) => onDropped(node)}
          defaultViewport={{ x: EDGE, y: EDGE, zoom: 1 }}
          minZoom={0.25}
          maxZoom={1.5}
          nodeDragThreshold={4}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          preventScrolling={false}
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          ariaLabelConfig={{
            'controls.ariaLabel': t`Size of the drawing`,
            'controls.zoomIn.ariaLabel': t`Larger`,
            'controls.zoomOut.ariaLabel': t`Smaller`,
            'controls.fitView.ariaLabel': t`All of it`,
            'minimap.ariaLabel': t`The whole drawing, small`,
          }}
          proOptions={{ hideAttribution: false }}
        >
          <Background gap={20} />
          <Controls showInteractive={false} />
          <MiniMap pannable style={{ width: 150, height: 100 }} />
        </ReactFlow>
      </div>
      <p className="sr-only" role="status">
        {said}
      </p>
      {opened && <Editing opened={opened} stages={stages} onChange={onChange} onClose={() => setOpened(null)} />}
    </Board>
  )
}

type EditingProps = {
  opened: Opened
  stages: readonly EditedStage[]
  onChange: (stages: EditedStage[]) => void
  onClose: () => void
}

function Editing({ opened, stages, onChange, onClose }: EditingProps) {
  const { item, fresh } = opened
  const stage = item === null && fresh ? emptyStage(stages) : stages[opened.stage]
  if (!stage) return null
  const keep = (next: EditedStage) => {
    const before = stages.slice(0, opened.stage)
    onChange([...before, next, ...stages.slice(item === null && fresh ? opened.stage : opened.stage + 1)])
    onClose()
  }
  if (!item) return <StageDialog stage={stage} onDone={keep} onClose={onClose} />
  if (item.part === 'tasks')
    return (
      <TaskTemplateDialog
        task={stage.tasks[item.at] ?? emptyTask(stage.tasks)}
        onDone={(task) => keep({ ...stage, tasks: replaced(stage.tasks, item.at, task) })}
        onClose={onClose}
      />
    )
  return (
    <Suspense fallback={null}>
      <CriterionDialog
        criterion={stage.criteria[item.at] ?? emptyCriterion(stage.criteria)}
        onDone={(criterion) => keep({ ...stage, criteria: replaced(stage.criteria, item.at, criterion) })}
        onClose={onClose}
      />
    </Suspense>
  )
}

const idOf = (stage: EditedStage | undefined, part: Part, item: { key: string } | undefined) =>
  `${stage?.key}.${part}.${item?.key}`

function nodesOf(stages: readonly EditedStage[], columns: number): Node[] {
  const boxes = boxesOf(stages, columns)
  const columnsOfStages = stages.map((stage, n): Node => {
    const { x = 0, y = 0, height = 0 } = boxes[n] ?? {}
    return { id: stage.key, type: 'stage', position: { x, y }, width: WIDTH, height, data: { stage: n } }
  })
  const items = stages.flatMap((stage, n) =>
    (['tasks', 'criteria'] as const).flatMap((part) =>
      stage[part].map(
        (item, at): Node => ({
          id: idOf(stage, part, item),
          type: part,
          parentId: stage.key,
          position: spotOf(stage, part, at),
          ...CARD,
          data: { place: { stage: n, part, at } },
        }),
      ),
    ),
  )
  return [...columnsOfStages, ...items]
}

/** The way from stage to stage; where a row ends it goes down and to the front of the next. */
const edgesOf = (stages: readonly EditedStage[], columns: number): Edge[] =>
  stages.slice(1).map((stage, n) => {
    const turns = (n + 1) % columns === 0
    return {
      id: `to.${stage.key}`,
      source: stages[n]?.key ?? '',
      target: stage.key,
      sourceHandle: turns ? 'bottom' : 'right',
      targetHandle: turns ? 'top' : 'left',
      type: 'smoothstep',
      markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--line-strong)' },
    }
  })
