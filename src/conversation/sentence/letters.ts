import { plainReference, type ReferenceIndex } from '../../domain/reference.ts'

/** What is said of an item right behind it. */
export const SAYS =
  /^\s*(?:is |are |now |still |= ?|: ?|- ?|– ?)*(?:red|amber|green|blue|grey|white|done|complete|completed|finished|started|no change|unchanged|🔴|🟠|🟡|🟢|🔵|✅)(?![\p{L}\p{N}])/iu

const LETTERS_OF =
  /((?:\(\p{L}\)(?:, | and | & |,? and | ))+)(?:of|in|under) (\p{L}{1,3}\d{1,3})(?=[\s,;:.]|$)/giu
const LETTERS_UNDER = /^\s*(\p{L}{1,3}\d{1,3})\s*[:–—-]\s+(?=\(?\p{L}\)?\s)(.+)$/iu

/** "(a) and (c) of B5 are amber", "B5: a amber, b green": each letter with its item. */
export function withLettersBefore(text: string, references: ReferenceIndex): string {
  const known = (reference: string) => references.get(plainReference(reference))?.ref
  const whole = text.replace(LETTERS_OF, (said, letters: string, base: string) =>
    letters.replace(/\(\p{L}\)/giu, (letter) => known(`${base}${letter}`) ?? said),
  )
  const [, name = '', list = ''] = whole.includes('\n') ? [] : (whole.match(LETTERS_UNDER) ?? [])
  const parts = list.split(/[,;] /).map((part) => part.match(/^(?:and )?\(?(\p{L})\)? (.+)$/iu))
  const isEach = parts.every((part) => part && known(`${name}(${part[1]})`) && SAYS.test(part[2] ?? ''))
  if (parts.length < 2 || !isEach) return whole
  return parts.map((part) => `${known(`${name}(${part?.[1]})`)} ${part?.[2]}`).join(', ')
}
