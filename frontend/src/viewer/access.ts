export type Level = 'NONE' | 'MASKED' | 'VIEW' | 'EDIT'
export type Grant = { level: Level; rule: string | null; grantedBy: readonly string[] }
type Entry = {
  readonly coordinate: string
  readonly relation: string
  readonly level: string
  readonly rule: string | null | undefined
  readonly grantedBy: readonly string[]
}

/** Coordinate and relation to what the caller may do there. */
export type Access = ReadonlyMap<string, Grant>

const nothing: Grant = { level: 'NONE', rule: null, grantedBy: [] }
const order: readonly Level[] = ['NONE', 'MASKED', 'VIEW', 'EDIT']

/** A level by its name; one this build does not know opens nothing. */
const levelOf = (name: string): Level => order.find((level) => level === name) ?? 'NONE'

/** The server's list as a table. */
export function accessTable(entries: readonly Entry[]): Access {
  return new Map(
    entries.map(({ coordinate, relation, level, rule, grantedBy }) => [
      `${coordinate} ${relation}`,
      { level: levelOf(level), rule: rule ?? null, grantedBy },
    ]),
  )
}

/** The grant on a coordinate for a row of this relation; nothing said means none. */
export function grantOn(access: Access, coordinate: string, relation: string): Grant {
  return access.get(`${coordinate} ${relation}`) ?? nothing
}

/** Whether a level is enough for another. */
export const reaches = (level: Level, wanted: Level): boolean => order.indexOf(level) >= order.indexOf(wanted)

/** The highest level on a coordinate over all relations: whether a column can hold anything for the caller at all. */
export function bestLevel(access: Access, coordinate: string): Level {
  let best: Level = 'NONE'
  for (const relation of ['OWN', 'TEAM', 'FIRM', 'SCOPE']) {
    const { level } = grantOn(access, coordinate, relation)
    if (!reaches(best, level)) best = level
  }
  return best
}

/** Whether a field may be written: `edit` on it, or on its input alone, which lets a number be written unread. */
export function mayWrite(access: Access, coordinate: string, relation?: string): boolean {
  const input = coordinate.replace('.', 'Input.')
  const level = (of: string) => (relation ? grantOn(access, of, relation).level : bestLevel(access, of))
  return level(coordinate) === 'EDIT' || level(input) === 'EDIT'
}
