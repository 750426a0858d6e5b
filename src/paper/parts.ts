import { actionsArising } from '../../digests/sections/actions-arising.ts'
import { freshness } from '../../digests/sections/as-at.ts'
import { decisions } from '../../digests/sections/decisions.ts'
import { direction } from '../../digests/sections/direction.ts'
import { measures } from '../../digests/sections/measures.ts'
import {
  better,
  finished,
  finishedEarlier,
  moved,
  sinceRecommended,
  worse,
} from '../../digests/sections/moved.ts'
import { planChanged } from '../../digests/sections/plan-changed.ts'
import { position, wholesLines } from '../../digests/sections/position.ts'
import { questions } from '../../digests/sections/questions.ts'
import { requestBlocks, resolutions, toDecide, toRecommendOn } from '../../digests/sections/requests.ts'
import type { ComparedEdition, Section } from '../../digests/sections/section.ts'
import { isWhole } from '../domain/counts.ts'
import type { Facts } from '../domain/facts.ts'
import { moment } from '../domain/format.ts'
import { needsSignOff } from '../domain/scale.ts'
import { columns, type Fact, heading, paragraph, strong, type Text } from '../message.ts'
import { demandsText } from '../status/item-text.ts'
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
      ...wholesLines(all.facts),
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
  const sections = all.facts.body.recommends
    ? [moved(all)]
    : [worse(all), better(all), finished(all), finishedEarlier(all)]
  const { advisers } = all.facts.body
  return partOf('What has changed', [...sections, ...(advisers.length > 0 ? [sinceRecommended(all)] : [])])
}

/** What joined, left and changed in the plan itself. */
export function planPart(all: ComparedEdition): readonly PaperPart[] {
  return planChanged(all)
    .filter(({ blocks }) => blocks.length > 0)
    .map((section) => ({ heading: section.heading, blocks: section.blocks }))
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

/** Characters shown of a hash: enough to tell two apart. */
const SHOWN = 12

/** Where the figures come from, and the hashes that prove them later. */
export function background({ facts, origin, previous, recommended }: ComparedEdition): PaperPart {
  const at = (instant: string) => moment(new Date(instant), facts.timeZone)
  const compared: readonly Fact[] = [
    ...(previous
      ? [{ label: 'Compared with', value: `${previous.body.name}, as at ${at(previous.asAt)}` }]
      : []),
    ...(recommended
      ? [{ label: 'And with', value: `${recommended.body.name}, as at ${at(recommended.asAt)}` }]
      : []),
  ]
  return {
    heading: 'Background',
    blocks: [
      {
        kind: 'paragraph',
        text: `Every figure here is from what was recorded by ${at(facts.asAt)}; nothing was added by hand. ${howText(origin)}`,
      },
      { kind: 'facts', facts: [...checks(origin), ...compared] },
    ],
  }
}

function howText(origin: ComparedEdition['origin']): string {
  switch (origin.kind) {
    case 'draft':
      return 'This is a draft: nothing is stored until the cut-off.'
    case 'stored':
      return 'The figures were stored at the cut-off and have not changed since; the digest for this meeting is made from the same ones.'
    case 'rebuilt':
      return 'Nothing was stored at the cut-off: they were read later, as the record knew them then.'
  }
}

function checks(origin: ComparedEdition['origin']): readonly Fact[] {
  if (origin.kind !== 'stored') return []
  return [
    { label: 'Edition', value: String(origin.number) },
    { label: 'Facts', value: origin.factsHash.slice(0, SHOWN) },
    { label: 'Trail', value: origin.trailHead.slice(0, SHOWN) },
  ]
}

const ROLLED_UP: Text = [
  'Rolled up: the worst rating among the unfinished parts of an item, where nobody rated it as a whole.',
]

/** The plan's own key, as it stood when the facts were read. */
export function ratingKey({ scale, items }: Facts): readonly PaperPart[] {
  if (scale.length === 0) return []
  return [
    {
      heading: 'The rating key',
      blocks: [
        {
          kind: 'table',
          caption: 'What each rating means, worst first',
          columns: columns('Rating', 'What the plan means by it', 'What it asks for'),
          rows: scale.map(({ mark, label, tone, definition, demands, final }): readonly Text[] => [
            { kind: 'rating', mark, label, tone },
            definition,
            `${demandsText(demands.map(({ kind }) => kind)) || 'nothing more'}${needsSignOff({ final, demands }) ? '; given only by sign-off' : ''}`,
          ]),
        },
        paragraph('Beside the ratings:'),
        {
          kind: 'list',
          items: [
            [
              `✓ Complete: its owner says that it is done${scale.some(needsSignOff) ? '; it waits for sign-off' : ''}.`,
            ],
            ['○ Not rated: nobody has said how it stands. It is never counted as the worst rating.'],
            ...(items.some(isWhole) ? [ROLLED_UP] : []),
            [
              `Overdue: its current due date has passed, and it is ${scale.some(needsSignOff) ? 'neither complete nor signed off' : 'not complete'}.`,
            ],
          ],
        },
      ],
    },
  ]
}
