import type { Condition } from '../../ui/condition/tree'

/** A version of an automation as it is edited: what is being typed may not be right yet, which the server then says. */
export type Trigger = { kind: string } & Record<string, unknown>
export type Step = {
  id: string
  kind: string
  condition?: Condition
  until?: Condition
  then?: Step[]
  else?: Step[]
} & Record<string, unknown>
export type AutomationContent = {
  zh: string
  en: string
  trigger: Trigger
  condition?: Condition | null
  mode?: string
  most_per_hour?: number | string | null
  quiet?: { from: string; to: string } | null
  depth?: number | string
  keep_days?: number | string
  steps: Step[]
}
type Arm = 'then' | 'else'
const ARMS: readonly Arm[] = ['then', 'else']
export const MOST_STEPS = 60

export const contentOf = (json: unknown): AutomationContent => structuredClone(json) as AutomationContent

/** What a new automation begins with: its words, and the event that most begin with. */
export const emptyContent = (zh: string, en: string): AutomationContent => ({
  zh,
  en,
  trigger: { kind: 'event', event: 'journey.stage_entered' },
  steps: [],
})

/** Every step, those of branches with them, in the order in which they are read. */
export const everyStep = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) => [step, ...ARMS.flatMap((arm) => everyStep(step[arm] ?? []))])

/** A key that no other step has; receipts and differences name the step by it. */
export function freshId(kind: string, steps: readonly Step[]): string {
  const taken = new Set(everyStep(steps).map(({ id }) => id))
  for (let n = 1; ; n++) if (!taken.has(`${kind}_${n}`)) return `${kind}_${n}`
}

const BEGINNINGS: Record<string, Record<string, unknown>> = {
  create_task: { assignee: 'owner', title: '', days: 3 },
  notify: { to: ['owner'], text: '' },
  set_field: { field: '', value: null },
  hold_journey: { days: 30 },
  request_approval: { title: '' },
  call_webhook: { url: 'https://' },
  wait: { days: 1 },
  branch: { condition: { all: [] }, then: [], else: [] },
}

/** A step of a kind before anything was said about it. */
export const emptyStep = (kind: string, steps: readonly Step[]): Step => ({
  id: freshId(kind, steps),
  kind,
  ...structuredClone(BEGINNINGS[kind] ?? {}),
})

const partsOf = (path: string) => path.split('.')
export const joined = (base: string, n: number) => (base ? `${base}.${n}` : `${n}`)

/** The list within which a place lies, changed; a place is `1` or `1.then.0`. */
function within(
  steps: readonly Step[],
  parts: readonly string[],
  change: (list: Step[], at: number) => Step[],
): Step[] {
  const [first = '0', arm, ...rest] = parts
  if (!arm) return change([...steps], Number(first))
  return steps.map((step, n) =>
    n === Number(first) ? { ...step, [arm]: within(step[arm as Arm] ?? [], rest, change) } : step,
  )
}

export const inserted = (steps: readonly Step[], slot: string, step: Step): Step[] =>
  within(steps, partsOf(slot), (list, at) => list.toSpliced(at, 0, step))

export const removed = (steps: readonly Step[], id: string): Step[] =>
  steps
    .filter((step) => step.id !== id)
    .map((step) => ({
      ...step,
      ...(step.then ? { then: removed(step.then, id) } : {}),
      ...(step.else ? { else: removed(step.else, id) } : {}),
    }))

/** The steps with one of them said otherwise. */
export const changedStep = (steps: readonly Step[], next: Step, id = next.id): Step[] =>
  steps.map((step) =>
    step.id === id
      ? next
      : {
          ...step,
          ...(step.then ? { then: changedStep(step.then, next, id) } : {}),
          ...(step.else ? { else: changedStep(step.else, next, id) } : {}),
        },
  )

/** The step put to a slot; one cannot be put into itself, and then all stays as it is. */
export function movedTo(steps: readonly Step[], id: string, slot: string): Step[] {
  const step = everyStep(steps).find((each) => each.id === id)
  const own = placeOf(steps, id)
  if (!step || own === null || slot === own || slot.startsWith(`${own}.`)) return [...steps]
  // A mark is put first and the step taken away afterwards, so that the slot still means what was pointed at.
  const mark: Step = { id: ' mark', kind: 'stop' }
  return changedStep(removed(inserted(steps, slot, mark), id), step, mark.id)
}

/** Where a step stands, as `1.then.0`. */
export function placeOf(steps: readonly Step[], id: string, base = ''): string | null {
  for (const [n, step] of steps.entries()) {
    const place = joined(base, n)
    if (step.id === id) return place
    for (const arm of ARMS) {
      const found = placeOf(step[arm] ?? [], id, `${place}.${arm}`)
      if (found !== null) return found
    }
  }
  return null
}

/** All places where a step can be put, in the order in which they are read; not within the step itself. */
function slotsOf(steps: readonly Step[], id: string, base = ''): string[] {
  const found = steps.flatMap((step, n) => [
    joined(base, n),
    ...(step.id === id || step.kind !== 'branch'
      ? []
      : ARMS.flatMap((arm) => slotsOf(step[arm] ?? [], id, `${joined(base, n)}.${arm}`))),
  ])
  return [...found, joined(base, steps.length)]
}

/** The step one place further, into and out of branches; null where there is none. */
export function stepped(steps: readonly Step[], id: string, by: 1 | -1): Step[] | null {
  const place = placeOf(steps, id)
  if (place === null) return null
  const slots = slotsOf(steps, id)
  // Its own place and the one after it are where it stands.
  const slot = slots[slots.indexOf(place) + (by < 0 ? -1 : 2)]
  return slot === undefined ? null : movedTo(steps, id, slot)
}

export type Problem = { readonly path: string; readonly message: string }

/** What is wrong with a step: problems name it by its place or by its id. */
export function problemsOf(problems: readonly Problem[], steps: readonly Step[], step: Step): Problem[] {
  const place = `steps.${placeOf(steps, step.id)}`
  const own = [place, `steps.${step.id}`]
  const inner = ARMS.map((arm) => `${place}.${arm}.`)
  return problems.filter(
    ({ path }) =>
      own.some((each) => path === each || path.startsWith(`${each}.`)) && !inner.some((each) => path.startsWith(each)),
  )
}
