import type { EditedField } from '../track/approvalContent'
import type { Words } from '../track/templateContent'

/** A type of requests as it is edited: what is being typed may not be right yet, which the server then says. */
type Typed = number | string
type Times = { usual: Typed; tiers: Record<string, Typed> }
export type TaskLine = Words & { to: string; hours: Typed }
/** Keys of kinds of approvals; null: none. A tier that is not named has the usual one. */
export type Approvals = { usual: string | null; tiers: Record<string, string | null>; partner: boolean }
export type TypeContent = Words & {
  kind: string
  icon: string
  hue: string
  words: string[]
  priority: string
  promise: string | null
  calendar: string
  response: Times
  resolution: Times
  form: EditedField[]
  tasks: TaskLine[]
  approval: Approvals
  escalation: string[]
  escalate_minutes: Typed
}

/** A version as it is edited; what older ones do not say yet is as the server reads it. */
export function typeOf(json: unknown): TypeContent {
  const told = structuredClone(json) as Omit<TypeContent, 'approval'> & { approval: Approvals | string | null }
  const { approval } = told
  const whole = typeof approval === 'object' && approval ? approval : { usual: approval, tiers: {}, partner: true }
  return { ...told, hue: told.hue ?? 'blue', words: told.words ?? [], approval: whole }
}

/** Times by tier, without those that were emptied. */
export function withTier(times: Times, tier: string, value: Typed | null): Times {
  const tiers = { ...times.tiers }
  if (value === null) delete tiers[tier]
  else tiers[tier] = value
  return { ...times, tiers }
}

export type Difference = { path: string; before: string | null; after: string | null }

/** What a version says otherwise than another one, place by place. */
export function differencesOf(before: TypeContent, after: TypeContent): Difference[] {
  const [old, now] = [flat(before), flat(after)]
  return [...new Set([...Object.keys(now), ...Object.keys(old)])]
    .filter((path) => old[path] !== now[path])
    .map((path) => ({ path, before: old[path] ?? null, after: now[path] ?? null }))
}

function flat(content: TypeContent): Record<string, string> {
  const found: Record<string, string> = {}
  const walk = (value: unknown, path: string) => {
    if (value !== null && typeof value === 'object') {
      const list = Array.isArray(value) && value.every((each) => typeof each === 'string')
      if (list) found[path] = value.join(', ') || '—'
      else
        for (const [name, each] of Object.entries(value)) {
          const key = (each as { key?: string } | null)?.key
          walk(each, path ? `${path}.${key ?? name}` : (key ?? name))
        }
    } else found[path] = value === null || value === '' ? '—' : String(value)
  }
  walk(content, '')
  return found
}

/** Who can be told, nearest first; the order of a chain is this one. */
export const TOLD: readonly string[] = ['owner', 'team_lead', 'partner', 'executive', 'compliance', 'operations']
export const PROMISES: readonly string[] = [
  ...['nav_report', 'redemption', 'additional', 'product_question', 'data_change', 'proof', 'complaint', 'other'],
]
