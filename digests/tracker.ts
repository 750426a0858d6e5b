import type { Digest } from '../src/digest.ts'
import type { Facts } from '../src/domain/facts.ts'
import { count } from '../src/domain/format.ts'
import { paragraph } from '../src/message.ts'
import { actionsArising } from './sections/actions-arising.ts'
import { asAt, foot, freshness } from './sections/as-at.ts'
import { blockers } from './sections/blockers.ts'
import { assessmentLine, boardViews } from './sections/board-views.ts'
import { decisions } from './sections/decisions.ts'
import { direction } from './sections/direction.ts'
import { headline } from './sections/headline.ts'
import { measures } from './sections/measures.ts'
import { moved } from './sections/moved.ts'
import { outstanding } from './sections/outstanding.ts'
import { dueNext, overdue } from './sections/overdue.ts'
import { planChanged } from './sections/plan-changed.ts'
import { position, wholesLines } from './sections/position.ts'
import { isFromBefore, toRecommend, toRecommendOn } from './sections/requests.ts'
import { compareEdition, pagesOf } from './sections/section.ts'
import { silentPeople } from './sections/silent-people.ts'

export default {
  summary: 'The tracker, for a group that keeps the work moving and recommends',
  isFor: (body, { recommends }) => recommends.includes(body),
  pages: (edition) => {
    const all = compareEdition(edition)
    const { facts } = all
    return pagesOf(all, {
      first: {
        summary: headline(all),
        blocks: [
          ...asAt(all),
          ...position(all),
          ...assessmentLine(all),
          ...wholesLines(facts),
          direction(all),
          freshness(all),
          paragraph(`To recommend on: ${count(toRecommendOn(facts).length, 'request')}${oldOnes(facts)}.`),
        ],
      },
      others: [
        [decisions(all), ...actionsArising(all)],
        [toRecommend(all)],
        [moved(all)],
        planChanged(all),
        boardViews(all),
        [overdue(all), dueNext(all)],
        [...blockers(all), outstanding(all)],
        [silentPeople(all)],
        [measures(all)],
      ],
      foot: foot(all),
    })
  },
} satisfies Digest

/** Requests from before the last meeting are no news. */
function oldOnes(facts: Facts): string {
  const old = toRecommendOn(facts).filter((request) => isFromBefore(facts, request))
  return old.length === 0 ? '' : `, ${old.length} of them from before the last meeting`
}
