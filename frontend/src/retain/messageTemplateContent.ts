export type Said = { subject: string; body: string }
export type TemplateContent = { zh: Said; en: Said | null }

/** The content of a version of a template, or an empty one. */
export function templateOf(content: unknown): TemplateContent {
  const given = (content ?? {}) as Partial<TemplateContent>
  return { zh: given.zh ?? { subject: '', body: '' }, en: given.en ?? null }
}
