export type Hours = { from: string; to: string }
export type Cap = { purpose: string; count: number; days: number }
export type ContactRulesContent = {
  quiet: Record<string, Hours | null>
  caps: readonly Cap[]
  consent: Record<string, string>
  cooling: readonly string[]
  suited: readonly string[]
}

/** The content of a version, which the server has checked; of a draft, as far as it is written. */
export function contactRulesOf(content: unknown): ContactRulesContent {
  const given = (content ?? {}) as Partial<ContactRulesContent>
  return {
    quiet: given.quiet ?? {},
    caps: given.caps ?? [],
    consent: given.consent ?? {},
    cooling: given.cooling ?? [],
    suited: given.suited ?? [],
  }
}
