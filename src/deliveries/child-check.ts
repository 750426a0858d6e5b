import { holdsChildsNumber } from '../domain/childrens-numbers.ts'
import type { Message } from '../message.ts'
import { renderMarkdown } from '../render/markdown.ts'

/** Why something is not told; what it holds is not repeated. */
export const HOLDS_CHILDS_NUMBER =
  'it holds what looks like a child’s NHS number, pupil number or date of birth, which is told to nobody; take it out of the plan or the update'

/** Line by line, as people read it: figures of two rows of a table are not one number. */
export function holdsChild(message: Message): boolean {
  return `${message.summary}\n${renderMarkdown(message)}`.split('\n').some(holdsChildsNumber)
}
