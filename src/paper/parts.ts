import { actionsArising } from '../../digests/sections/actions-arising.ts'
import { decisions } from '../../digests/sections/decisions.ts'
import { direction } from '../../digests/sections/direction.ts'
import { freshness } from '../../digests/sections/freshness.ts'
import { measures } from '../../digests/sections/measures.ts'
import { better, finished, moved, sinceRecommended, worse } from '../../digests/sections/moved.ts'
import { actionsLine, position } from '../../digests/sections/position.ts'
import { questions } from '../../digests/sections/questions.ts'
import { requestBlocks, resolutions, toDecide, toRecommendOn } from '../../digests/sections/requests.ts'
import type { ComparedEdition, Section } from '../../digests/sections/section.ts'
import { moment } from '../domain/format.ts'
import { heading, paragraph, strong } from '../message.ts'
import type { PaperPart } from './blocks.ts'

/** The resolutions put to the body, in words to adopt. */
export function recommendationsPart({ facts }: ComparedEdition): PaperPart {
  const { body, asAt, timeZone } = facts
  const at = moment(new Date(asAt), timeZone)
  return {
    heading: 'Recommendations',
    blocks: [
      paragraph(`The ${body.name} is asked to adopt:`),
      {
        kind: 'numbered',
        items: [...resolutions(facts), `The ${body.name} notes how the plan stood as at ${at}.`],
      },
    ],
  }
}

export function summaryPart(all: ComparedEdition, headline: string): PaperPart {
  return {
    heading: 'Summary',
    blocks: [
      paragraph(strong(headline)),
      ...position(all),
      actionsLine(all.facts),
      direction(all),
      freshness(all),
    ],
  }
}

/** Each request with its reason and how its item stands; the words to adopt are under recommendations. */
export function requestsPart({ facts }: ComparedEdition): readonly PaperPart[] {
  const requests = facts.body.recommends ? toRecommendOn(facts) : toDecide(facts)
  if (requests.length === 0) return []
  return [
    {
      heading: facts.body.recommends ? 'To recommend on' : 'For decision',
      blocks: requests.flatMap((request) => requestBlocks(facts, request)),
    },
  ]
}

/** Questions are for a board that challenges; a recommending group answers them. */
export function questionsPart(all: ComparedEdition): readonly PaperPart[] {
  return all.facts.body.recommends ? [] : partOf('Questions a chair could ask', [questions(all)])
}

export function changesPart(all: ComparedEdition): readonly PaperPart[] {
  const sections = all.facts.body.recommends ? [moved(all)] : [worse(all), better(all), finished(all)]
  const { advisers } = all.facts.body
  return partOf('What has changed', [...sections, ...(advisers.length > 0 ? [sinceRecommended(all)] : [])])
}

/** Decisions since the last paper, and whether they are carried out. */
export function decisionsPart(all: ComparedEdition): readonly PaperPart[] {
  return partOf('Decided since the last paper', [decisions(all)])
}

/** Other actions that the body's meetings asked for, and whether they are done. */
export function actionsPart(all: ComparedEdition): readonly PaperPart[] {
  return actionsArising(all)
    .filter(({ blocks }) => blocks.length > 0)
    .map((section) => ({ heading: section.heading, blocks: section.blocks }))
}

export function measuresPart(all: ComparedEdition): readonly PaperPart[] {
  return partOf('Measures', [measures(all)])
}

/** Sections under one heading, each with its own heading if there may be several. */
function partOf(title: string, sections: readonly Section[]): readonly PaperPart[] {
  const full = sections.filter(({ blocks }) => blocks.length > 0)
  if (full.length === 0) return []
  const own = (each: Section) => (sections.length > 1 ? [heading(each.heading)] : [])
  return [{ heading: title, blocks: full.flatMap((each) => [...own(each), ...each.blocks]) }]
}
