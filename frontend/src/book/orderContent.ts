/** The order rules of a firm, as the server checks them. */
export type OrderContent = {
  cooling_off: Record<string, number>
  first_minimum: string
  step: string
  deadline_hours: number
  evidence: string[]
  payer: string
  professional: { cooling_off: boolean; visit: boolean }
  visit: {
    role: string
    channels: string[]
    questions: { key: string; zh: string; en: string; wanted: boolean }[]
  }
}

/** The content of a version; the server has checked it when it was published. */
export const rulesOf = (content: unknown): OrderContent => content as OrderContent
