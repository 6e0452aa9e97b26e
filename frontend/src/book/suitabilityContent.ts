/** What suitability rules say, as the server keeps them. */
export type Answer = { key: string; zh: string; en: string; points: number; lowest: boolean }
export type Question = {
  key: string
  kind: 'one' | 'many'
  zh: string
  en: string
  most: number | null
  answers: Answer[]
}
export type Basis = {
  key: string
  purpose: string
  zh: string
  en: string
  kinds: string[]
  measures: { measure: string; minimum: string }[]
  years: number
  evidence: string[]
}
export type Content = {
  questionnaire: { months: number; warn_days: number; questions: Question[]; bounds: Record<string, number> }
  grid: Record<string, Record<string, string>>
  qualification: { months: number; warn_days: number; evidence_months: number; bases: Basis[] }
  investors: number
}
export type Given = Record<string, string[]>

export const LEVELS = ['C1', 'C2', 'C3', 'C4', 'C5']
export const RISKS = ['R1', 'R2', 'R3', 'R4', 'R5']
export const ROWS = ['lowest', ...LEVELS, 'professional']
const RESULTS = ['allowed', 'insist', 'refused']

/** The rules of an answer; the server has checked them. */
export const contentOf = (value: unknown) => value as Content

/** The answers after one was chosen or taken back: of `one` it replaces what was there. */
export function chosen(given: Given, question: { key: string; kind: string }, answer: string): Given {
  const before = given[question.key] ?? []
  if (question.kind === 'one') return { ...given, [question.key]: [answer] }
  const after = before.includes(answer) ? before.filter((key) => key !== answer) : [...before, answer]
  return { ...given, [question.key]: after }
}

/** How many of the questions have an answer. */
export const answered = (questions: readonly { key: string }[], given: Given) =>
  questions.filter((question) => (given[question.key] ?? []).length > 0).length

/** The grid with the next result in one of its cells. */
export function turned(grid: Content['grid'], row: string, risk: string): Content['grid'] {
  const now = RESULTS.indexOf(grid[row]?.[risk] ?? 'refused')
  const next = RESULTS[(now + 1) % RESULTS.length] ?? 'refused'
  return { ...grid, [row]: { ...grid[row], [risk]: next } }
}

/** Whether the law leaves a choice in a cell: none for the lowest class and for professionals. */
export const isFree = (row: string, risk: string) =>
  row !== 'lowest' && row !== 'professional' && RISKS.indexOf(risk) > LEVELS.indexOf(row)
