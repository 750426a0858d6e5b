import type { Memory } from '../domain/vocabulary.ts'

const PLACES = ['first', 'second', 'third', 'fourth', 'fifth']
const NAMES = '(first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)'
/**
 * "the second one", "the latter"; "the first" only where it cannot be a day or a part of something: "the first of May", "the
 * last day", "the last one we had".
 */
const PLACE = new RegExp(
  [
    `\\b(?:the )?${NAMES} one\\b(?! (?:of|in|on|at|by|we|i|they|you|he|she|that|which|who)\\b)`,
    `\\bthe ${NAMES} (?:item|action)\\b(?! (?:of|in|on|at|by)\\b)`,
    `\\bthe ${NAMES}(?= (?:is|was|isn't|should|to be|needs?|goes|went)\\b|[,:;]|[\\s.!?]*$)`,
    '\\bthe (former|latter)\\b(?! (?:part|half|of|stage|days|years|case|two|phase)\\b)',
  ].join('|'),
  'gi',
)

/** The line with the items that it names by their place among those that the speaker recorded together a moment ago. */
export function withPlaces(text: string, { lastSaid }: Pick<Memory, 'lastSaid'>): string {
  const refs = lastSaid.map(({ ref }) => ref)
  if (refs.length < 2) return text
  return text.replace(PLACE, (said, ...found: (string | undefined)[]) => {
    const place = found.slice(0, 4).find((each) => each !== undefined) ?? ''
    return refs[placeOf(place.toLowerCase(), refs.length)] ?? said
  })
}

/** Whether a text speaks of something by its place among others. */
export function namesPlace(text: string): boolean {
  return text.search(PLACE) !== -1
}

function placeOf(place: string, count: number): number {
  if (place === 'last') return count - 1
  if (place === 'former' || place === 'latter') return count === 2 ? ['former', 'latter'].indexOf(place) : -1
  return /^\d/.test(place) ? Number.parseInt(place, 10) - 1 : PLACES.indexOf(place)
}
