/** Cells of a policy as the server writes them: "firm:masked own:edit own:export", '' for nothing. */
export type Level = 'none' | 'masked' | 'view' | 'edit'
export type RelationWord = 'own' | 'team' | 'scope' | 'firm'
export type CellParts = {
  levels: Partial<Record<RelationWord, Level>>
  exports: Partial<Record<RelationWord, boolean>>
}

/** The farthest first; a nearer relation lies in the ones before it, but `scope` only in `firm`. */
export const RELATIONS: readonly RelationWord[] = ['firm', 'scope', 'team', 'own']
const AROUND: Record<RelationWord, readonly RelationWord[]> = {
  firm: [],
  scope: ['firm'],
  team: ['firm'],
  own: ['team', 'firm'],
}

/** What the words of a cell say, as they stand. */
export function partsOf(cell: string): CellParts {
  const parts: CellParts = { levels: {}, exports: {} }
  for (const word of cell.split(' ').filter(Boolean)) {
    const [relation, what] = word.split(':') as [RelationWord, string]
    if (what === 'export' || what === 'keep') parts.exports[relation] = what === 'export'
    else parts.levels[relation] = what as Level
  }
  return parts
}

/** The cell that gives these levels, and lets values leave from this relation on. */
export function cellOf(levels: Partial<Record<RelationWord, Level>>, leaves: RelationWord | null): string {
  const words: string[] = []
  for (const relation of RELATIONS) {
    const level = levels[relation]
    const around = AROUND[relation].map((each) => levels[each]).find((each) => each !== undefined) ?? 'none'
    if (level !== undefined && level !== around) words.push(`${relation}:${level}`)
    if (leaves === relation) words.push(`${relation}:export`)
  }
  return words.join(' ')
}

/** The cell of a choice that says nothing of leaving, with what the present one says of it. */
export function keepingExports(chosen: string, present: string): string {
  if (chosen === '' || /:(export|keep)\b/.test(chosen)) return chosen
  const leaves = present.split(' ').filter((word) => /:(export|keep)$/.test(word))
  return [chosen, ...leaves].join(' ').trim()
}

type Row = { readonly relations: readonly string[]; readonly rights: readonly string[] }

/** Whether a cell can be said of a row. */
export function fits({ relations, rights }: Row, cell: string): boolean {
  return cell
    .split(' ')
    .filter(Boolean)
    .every((word) => {
      const [relation = '', what = ''] = word.split(':')
      return relations.includes(relation) && (what === 'none' || rights.includes(what === 'keep' ? 'export' : what))
    })
}
