import { headline } from '../../digests/sections/headline.ts'
import { redsAndAmbers } from '../../digests/sections/reds-and-ambers.ts'
import { type ComparedEdition, compareEdition, type Section } from '../../digests/sections/section.ts'
import type { Edition } from '../digest.ts'
import { correctionText } from '../domain/correction.ts'
import type { Facts, PastMeeting } from '../domain/facts.ts'
import { longDay, moment, shortDay } from '../domain/format.ts'
import { endedText } from '../domain/plan-end.ts'
import { notShownText } from '../domain/restriction.ts'
import { columns, type Fact } from '../message.ts'
import { planWall } from '../picture/plan-wall.ts'
import type { Paper, PaperBlock, PaperPart } from './blocks.ts'
import {
  actionsPart,
  background,
  changesPart,
  decisionsPart,
  measuresPart,
  planPart,
  questionsPart,
  ratingKey,
  recommendationsPart,
  requestsPart,
  summaryPart,
} from './parts.ts'
import { planSays } from './plan-says.ts'
import { positionByGroup } from './position-by-group.ts'

/** The tallest drawing that is legible on one page. */
const TALLEST = 1_800

/** The paper for one meeting, from its edition alone. */
export function paperOf(edition: Edition, past: readonly PastMeeting[]): Paper {
  const all = compareEdition(edition)
  const { facts, origin } = edition
  const { body, meeting, plan } = facts
  const isDraft = origin.kind === 'draft'
  const day = meeting ? `, ${shortDay(meeting.day)}` : ''
  return {
    body: body.name,
    title: `${plan.title}: how the plan stands`,
    facts: titleFacts(all),
    mark: isDraft ? 'DRAFT' : null,
    asAt: facts.asAt,
    footer: `${isDraft ? 'DRAFT: ' : ''}${body.name}${day}`,
    parts: [
      ...correctionsPart(facts),
      recommendationsPart(all),
      summaryPart(all, headline(all)),
      ...decisionsPart(all),
      ...actionsPart(all),
      { heading: 'The plan at a glance', blocks: planWall(edition, past, { tallest: TALLEST }) },
      ...requestsPart(all),
      ...questionsPart(all),
      ...changesPart(all),
      ...planPart(all),
      ...offTrack(all),
      ...positionByGroup(facts),
      ...measuresPart(all),
      ...planSays(facts),
      implications(),
      ...ratingKey(facts),
      background(all),
    ],
  }
}

function titleFacts({ facts, origin }: ComparedEdition): readonly Fact[] {
  const { body, meeting, plan, asAt, timeZone } = facts
  const at = moment(new Date(asAt), timeZone)
  const ended = endedText(plan, facts.day)
  return [
    {
      label: 'Meeting',
      value: meeting ? `${body.name}, ${longDay(meeting.day)}` : `${body.name}; no meeting is planned`,
    },
    { label: 'Report of', value: 'The coordinator of the plan' },
    { label: 'Plan', value: `${plan.title} (${plan.version})` },
    { label: 'Figures as at', value: at },
    { label: 'Status', value: statusText(origin, facts) },
    ...(ended === '' ? [] : [{ label: 'The plan', value: ended }]),
    ...(facts.notShown ? [{ label: 'Part 2', value: notShownText(facts.notShown) }] : []),
  ]
}

/** What was put right since the last paper comes before everything else. */
function correctionsPart({ corrections = [], timeZone }: Facts): readonly PaperPart[] {
  if (corrections.length === 0) return []
  const blocks = corrections.map((each) => ({
    kind: 'paragraph' as const,
    text: correctionText(each, timeZone),
  }))
  return [{ heading: 'Corrections', blocks }]
}

function statusText(origin: ComparedEdition['origin'], { timeZone }: Facts): string {
  switch (origin.kind) {
    case 'draft':
      return origin.cutOff
        ? `DRAFT: figures can change until the cut-off, ${moment(origin.cutOff, timeZone)}`
        : 'DRAFT: figures can change'
    case 'stored':
      return `Final figures, edition ${origin.number}`
    case 'rebuilt':
      return 'Read from the record as it stood at the cut-off; nothing was stored then'
  }
}

/** Each group with anything off track, worst first, with the latest notes. */
function offTrack(all: ComparedEdition): readonly PaperPart[] {
  const groups = redsAndAmbers(all).filter(({ blocks }) => blocks.length > 0)
  if (groups.length === 0) return []
  return [{ heading: 'What is off track', blocks: groups.flatMap(underSubheading) }]
}

function underSubheading({ heading, blocks }: Section): readonly PaperBlock[] {
  return [{ kind: 'heading', text: heading }, ...blocks]
}

/** A table for the responsible officers to fill in. */
function implications(): PaperPart {
  const rows = ['Financial', 'Legal', 'Diversity and equality', 'Other'].map((name) => [name, '', '', ''])
  return {
    heading: 'Implications',
    blocks: [
      {
        kind: 'table',
        caption: 'Implications, and who has verified them',
        columns: columns('Implications', 'What they are', 'Verified by (name and title)', 'Date'),
        rows,
      },
    ],
  }
}
