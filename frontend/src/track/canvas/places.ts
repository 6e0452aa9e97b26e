import { type EditedCriterion, type EditedStage, type EditedTask, freshKey } from '../templateContent'

/** What a stage is made of on the canvas. */
export type Part = 'tasks' | 'criteria'
/** Where an item stands: the stage's number, what it is, its number among its kind. */
export type Place = { stage: number; part: Part; at: number }
type Stages = readonly EditedStage[]

/** The stages with an item put to another place of its kind; in a stage that has its key it gets a fresh one. */
export function itemMoved(stages: Stages, from: Place, to: { stage: number; at: number }): EditedStage[] {
  const item = stages[from.stage]?.[from.part][from.at]
  if (!item || !stages[to.stage]) return [...stages]
  const without = changed(stages, from.stage, from.part, (items) => items.filter((_, n) => n !== from.at))
  return changed(without, to.stage, from.part, (items) => {
    const taken = items.some(({ key }) => key === item.key)
    const named = taken ? { ...item, key: freshKey(from.part === 'tasks' ? 'task' : 'criterion', items) } : item
    const at = Math.max(0, Math.min(to.at, items.length))
    return [...items.slice(0, at), named, ...items.slice(at)]
  })
}

/** The stages without an item. */
export const itemRemoved = (stages: Stages, place: Place): EditedStage[] =>
  changed(stages, place.stage, place.part, (items) => items.filter((_, n) => n !== place.at))

type Item = EditedTask | EditedCriterion

function changed(stages: Stages, stage: number, part: Part, to: (items: readonly Item[]) => Item[]): EditedStage[] {
  return stages.map((each, n) => (n === stage ? ({ ...each, [part]: to(each[part]) } as EditedStage) : each))
}

/** Where the arrow keys bring an item: among its kind, or into the stage beside; null where it cannot go. */
export function stepped(stages: Stages, place: Place, key: string): { stage: number; at: number } | null {
  const count = stages[place.stage]?.[place.part].length ?? 0
  const aside = key === 'ArrowLeft' ? place.stage - 1 : key === 'ArrowRight' ? place.stage + 1 : null
  if (aside !== null) return stages[aside] ? { stage: aside, at: stages[aside][place.part].length } : null
  const at = key === 'ArrowUp' ? place.at - 1 : key === 'ArrowDown' ? place.at + 1 : -1
  return at >= 0 && at < count ? { stage: place.stage, at } : null
}
