import { useSyncExternalStore } from 'react'

/** Colours and face of a chart, as the page has them now; a canvas knows no variables and inherits no face. */
export type Look = {
  palette: readonly string[]
  ink: string
  quiet: string
  line: string
  paper: string
  face: string
}
const HUES = 8

function read(): Look {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string) => style.getPropertyValue(name).trim()
  return {
    palette: Array.from({ length: HUES }, (_, n) => of(`--chart-${n + 1}`)),
    ink: of('--ink-1'),
    quiet: of('--ink-3'),
    line: of('--line'),
    paper: of('--paper-0'),
    face: getComputedStyle(document.body).fontFamily,
  }
}

let look: Look | null = null

function listen(listener: () => void): () => void {
  const observer = new MutationObserver(() => {
    look = null
    listener()
  })
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-mantine-color-scheme', 'lang'],
  })
  return () => observer.disconnect()
}

/** The look in force; another theme or language draws charts anew. */
export function useLook(): Look {
  return useSyncExternalStore(listen, () => {
    look ??= read()
    return look
  })
}
