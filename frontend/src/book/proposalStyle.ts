/** What a style of proposals says, as the server keeps it. */
export type Both = { zh: string; en: string }
export type Letter = { key: string; name: Both; text: Both }
export type Style = {
  brand: { zh: string; en: string; logo: string | null; colour: string; accent: string; footer: Both }
  days: number
  sections: { key: string; on: boolean }[]
  letters: Letter[]
  disclosure: Both
  disclaimer: Both
}
export type Word = { word: string; severity: string; zh: string; en: string; exceptions: string[] }

/** The style of a version, or of a draft that begins from one. */
export const styleOf = (content: unknown): Style => content as Style

/** The words of a list. */
export const wordsOf = (content: unknown): Word[] => (content as { words?: Word[] }).words ?? []

/** A list with one of its members moved by one place. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const next = [...list]
  const [one] = next.splice(at, 1)
  if (one !== undefined) next.splice(at + by, 0, one)
  return next
}
