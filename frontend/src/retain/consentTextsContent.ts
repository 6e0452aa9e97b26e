export type ConsentText = { purpose: string; zh: string; en: string }

/** The content of a version of the consent texts. */
export function consentTextsOf(content: unknown): { texts: readonly ConsentText[] } {
  const given = (content ?? {}) as { texts?: readonly ConsentText[] }
  return { texts: given.texts ?? [] }
}
