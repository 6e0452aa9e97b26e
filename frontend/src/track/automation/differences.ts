type Flat = Map<string, string>

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A content place by place, steps named by their ids, as the server tells differences of versions. */
function flat(content: unknown): Flat {
  const found: Flat = new Map()
  const steps = (list: unknown, within: string) => {
    for (const [n, step] of (Array.isArray(list) ? list : []).entries()) {
      const at = `steps.${step.id}`
      found.set(at, `${within}${n + 1}. ${step.kind}`)
      for (const [key, value] of Object.entries(step)) {
        if (key === 'then' || key === 'else') steps(value, `${step.id}.${key} `)
        else if (key !== 'id' && key !== 'kind') found.set(`${at}.${key}`, text(value))
      }
    }
  }
  for (const [name, value] of Object.entries((content ?? {}) as Record<string, unknown>)) {
    if (name === 'steps') steps(value, '')
    else if (name === 'trigger') {
      for (const [key, each] of Object.entries(value as object)) found.set(`trigger.${key}`, text(each))
    } else found.set(name, text(value))
  }
  return found
}

/** (place, before, after) wherever two contents say otherwise, in the order of the later one. */
export function differences(before: unknown, after: unknown): [string, string, string][] {
  const [old, now] = [flat(before), flat(after)]
  const places = new Set([...now.keys(), ...old.keys()])
  return [...places].flatMap((place): [string, string, string][] =>
    old.get(place) === now.get(place) ? [] : [[place, old.get(place) ?? '', now.get(place) ?? '']],
  )
}
