import { isOverdue } from '../counts.ts'
import type { Facts } from '../facts.ts'
import type { QuestionRule } from '../question-rule.ts'

/** Rated as on track for a date that has passed. */
export const greenPastDate: QuestionRule = {
  find: ({ facts }) => {
    const onTrack = onTrackRatings(facts)
    return facts.items.filter(
      (item) =>
        isOverdue(item) && item.basis === 'stated' && item.rating !== null && onTrack.has(item.rating),
    )
  },
  ask: (refs, found, { facts }) => {
    const [only] = new Set(found.map(({ rating }) => rating))
    const label = facts.scale.find(({ code }) => code === only)?.label.toLowerCase() ?? 'on track'
    return `${refs} ${found.length === 1 ? 'is' : 'are'} ${label} past ${found.length === 1 ? 'its date: is it' : 'their dates: are they'} complete, late, or in need of a new date?`
  },
}

/** The ratings whose key requires an agreed date; if none does, the best one short of final. */
function onTrackRatings({ scale }: Facts): ReadonlySet<string> {
  const open = scale.filter(({ final }) => !final)
  const dated = open.filter(({ demands }) => demands.some(({ kind }) => kind === 'date'))
  return new Set((dated.length > 0 ? dated : open.slice(-1)).map(({ code }) => code))
}
