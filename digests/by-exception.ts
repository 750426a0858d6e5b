import type { Digest } from '../src/digest.ts'
import type { Facts, RequestFacts } from '../src/domain/facts.ts'
import { askedWords } from '../src/domain/request.ts'
import { type Block, paragraph, strong } from '../src/message.ts'
import { actionsArising } from './sections/actions-arising.ts'
import { asAt, foot, freshness } from './sections/as-at.ts'
import { assessmentLine, boardViews } from './sections/board-views.ts'
import { decisions } from './sections/decisions.ts'
import { directionRemarks } from './sections/direction.ts'
import { headline } from './sections/headline.ts'
import { measures } from './sections/measures.ts'
import { better, finished, finishedEarlier, sinceRecommended, worse } from './sections/moved.ts'
import { overdueBeside } from './sections/overdue.ts'
import { planChanged } from './sections/plan-changed.ts'
import { position } from './sections/position.ts'
import { questions } from './sections/questions.ts'
import { redsAndAmbers } from './sections/reds-and-ambers.ts'
import { forDecision, isFromBefore, toDecide } from './sections/requests.ts'
import { type ComparedEdition, compareEdition, pagesOf } from './sections/section.ts'

export default {
  summary: 'By exception, for a board that decides and challenges',
  isFor: (body, { recommends }) => !recommends.includes(body),
  pages: (edition) => {
    const all = compareEdition(edition)
    return pagesOf(all, {
      first: {
        summary: headline(all),
        blocks: [
          ...asAt(all),
          paragraph(strong(headline(all))),
          ...position(all),
          ...assessmentLine(all),
          directionRemarks(all),
          decidesLine(all),
          freshness(all),
        ],
      },
      others: [
        [forDecision(all)],
        [questions(all)],
        [worse(all), better(all), finished(all), finishedEarlier(all)],
        planChanged(all),
        boardViews(all),
        [...redsAndAmbers(all), overdueBeside(all)],
        all.facts.body.advisers.length > 0 ? [sinceRecommended(all)] : [],
        [decisions(all), ...actionsArising(all), measures(all)],
      ],
      foot: foot(all),
    })
  },
} satisfies Digest

/** One line with everything the body has to decide, so that nobody has to look for it. */
function decidesLine({ facts }: ComparedEdition): Block {
  const requests = toDecide(facts)
  if (requests.length === 0) return paragraph('For decision: nothing.')
  const more = requests.length - MOST_NAMED
  const named = requests.slice(0, MOST_NAMED).map((request) => requestText(facts, request))
  return paragraph(
    `For decision, ${requests.length}: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
  )
}

const MOST_NAMED = 3

function requestText(facts: Facts, wanted: RequestFacts): string {
  const { request, ref, kind } = wanted
  const what = kind === 'change' ? askedWords(wanted) : `${ref} ${askedWords(wanted)}`
  return `${request} ${what}${isFromBefore(facts, wanted) ? ' again' : ''}`
}
