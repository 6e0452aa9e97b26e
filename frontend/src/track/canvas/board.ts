import { createContext, useContext } from 'react'
import type { TemplateContent } from '../templateContent'
import type { Part, Place } from './places'

/** How a version would go with a client: by stage and key whether a criterion holds, and by when a task is due. */
export type Trial = {
  held: ReadonlyMap<string, boolean>
  due: ReadonlyMap<string, string>
  entered: ReadonlyMap<string, string>
}
/** What the parts of the drawing show and do. */
export type CanvasBoard = {
  stages: TemplateContent['stages']
  trial: Trial | null
  edit: (place: Place) => void
  editStage: (stage: number) => void
  add: (stage: number, part: Part) => void
  addStage: (after: number) => void
  removeStage: (stage: number) => void
  /** Keys on an item or, without one, on a stage; whether they did something. */
  press: (stage: number, place: Place | null, key: string) => boolean
}

export const Board = createContext<CanvasBoard | null>(null)

export function useBoard(): CanvasBoard {
  const board = useContext(Board)
  if (!board) throw new Error('outside the canvas')
  return board
}
