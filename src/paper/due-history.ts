import type { ItemFacts } from '../domain/facts.ts'
import { listed, shortDay, shownDay } from '../domain/format.ts'

/** "Jan 2021, was Apr 2020 then Sep 2020 (approved by the Improvement Board)" */
export function dueWithHistory(item: ItemFacts): string {
  const { dueDate, dueAsGiven, ongoing, reviewDate, originalDueDate, originalDueAsGiven, revisions } = item
  if (dueDate === null) {
    if (!ongoing) return 'No date'
    return reviewDate === null ? 'Ongoing, no review date' : `Ongoing, review ${shortDay(reviewDate)}`
  }
  const now = shownDay({ on: dueDate, asGiven: dueAsGiven ?? '' })
  const latest = revisions.at(-1)
  if (!latest) return now
  const before = [
    ...(originalDueDate === null ? [] : [{ on: originalDueDate, asGiven: originalDueAsGiven ?? '' }]),
    ...revisions.slice(0, -1).map(({ due }) => due),
  ].map(shownDay)
  const was = before.length > 0 ? `, was ${listed(before, 'then')}` : ''
  const approval = latest.approvedBy ? `approved by ${latest.approvedBy}` : 'approval not recorded'
  return `${now}${was} (${approval}${latest.ambiguous ? '; the source leaves open whether it is a revision' : ''})`
}
