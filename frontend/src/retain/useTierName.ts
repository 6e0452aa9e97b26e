import { useTiers } from '../book/useTiers'

/** The name of a tier by its key; a dash for none. */
export function useTierName() {
  const { word } = useTiers()
  return (key: string | null | undefined) => (key ? word(key) : '—')
}
