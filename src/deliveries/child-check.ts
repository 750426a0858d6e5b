import { holdsChildsNumber } from '../domain/childrens-numbers.ts'
import type { Message } from '../message.ts'
import { renderMarkdown } from '../render/markdown.ts'

/** Why a message is held back. It does not repeat what was found. */
export const HOLDS_CHILDS_NUMBER =
  'it holds what looks like a child’s NHS number, pupil number or date of birth, which is told to nobody; take it out of the plan or the update'

/** Reads the message line by line, as people do: figures in two rows of a table are not one number. */
export function holdsChild(message: Message): boolean {
  return `${message.summary}\n${renderMarkdown(message)}`.split('\n').some(holdsChildsNumber)
}
