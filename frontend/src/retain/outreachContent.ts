export type Said = { subject: string; body: string }
export type OutreachContent = { zh: Said; en: Said | null; link: string | null }

/** What stands for each client's own link. */
export const LINK = '{campaign.link}'

/** The content of a version, or an empty one. */
export function contentOf(content: unknown): OutreachContent {
  const given = (content ?? {}) as Partial<OutreachContent>
  return { zh: given.zh ?? { subject: '', body: '' }, en: given.en ?? null, link: given.link ?? null }
}

/** Whether everything is filled in that a version needs. */
export function isWholeContent({ zh, en, link }: OutreachContent): boolean {
  const filled = [zh, ...(en ? [en] : [])].every((each) => each.subject.trim() !== '' && each.body.trim() !== '')
  return (
    filled && [zh, ...(en ? [en] : [])].every((each) => each.body.includes(LINK) === (link !== null && link !== ''))
  )
}

/** A text as it reads with its link shown where it leads. */
export const withLink = (text: string, link: string | null): string => text.replaceAll(LINK, link ?? '')

type Found = { readonly word: string; readonly at: number; readonly severity: string }
export type Piece = { text: string; severity: string | null; at: number }

/** A text in pieces, those that are forbidden words with how they are judged. at: places from 1, as found. */
export function marked(text: string, found: readonly Found[]): Piece[] {
  const letters = [...text]
  const pieces: Piece[] = []
  let done = 0
  for (const each of [...found].sort((one, other) => one.at - other.at)) {
    const start = each.at - 1
    if (start < done) continue
    if (start > done) pieces.push({ text: letters.slice(done, start).join(''), severity: null, at: done })
    const end = Math.min(letters.length, start + [...each.word].length)
    pieces.push({ text: letters.slice(start, end).join(''), severity: each.severity, at: start })
    done = end
  }
  if (done < letters.length) pieces.push({ text: letters.slice(done).join(''), severity: null, at: done })
  return pieces
}
