import type { Kind } from '../ui/grid/typed'

/** Kinds of fields that a cell can take; sealed ones need the form, where their present value is shown masked. */
export const inCells: Record<string, Kind> = {
  text: 'text',
  long_text: 'long_text',
  choice: 'choice',
  boolean: 'boolean',
  date: 'date',
  money: 'money',
}

/** The same of own fields; people, regions, links and several choices are chosen in the form. */
export const ownInCells: Record<string, Kind> = { ...inCells, number: 'number', percent: 'number', lunar: 'text' }
