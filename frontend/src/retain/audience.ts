import type { Condition } from '../ui/condition/tree'

/** Whom a campaign is about: clients whom a rule finds, or some picked by hand. */
export type Audience = { rule: Condition } | { clients: readonly string[] }

/** Whether there is anybody to ask about. */
export const isAudience = (audience: Audience): boolean => 'rule' in audience || audience.clients.length > 0

/** An audience as the server keeps it. */
export const audienceOf = (given: unknown): Audience => (given ?? { rule: { all: [] } }) as Audience
