import type { DecisionFacts, Facts } from '../../src/domain/facts.ts'
import { count, shortDay } from '../../src/domain/format.ts'
import { columns, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'
import { localDay, quoted, recommendationWords } from './words.ts'

/**
 * Decisions since the previous edition, and whether they are carried out: the body's own and its chair's. A
 * recommending body also sees what became of its recommendations.
 */
export function decisions({ facts }: ComparedEdition): Section {
  const own = facts.decisions.filter(({ body }) => body === facts.body.code || facts.body.recommends)
  const since = facts.period.from === null ? '' : ` since ${localDay(facts, facts.period.from)}`
  return {
    name: 'decisions of the last meeting',
    heading: `Decided${since}`,
    blocks:
      own.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: `Decided${since}, done or not`,
              columns: columns('Item', 'Decision', 'By', 'Done?'),
              rows: own.map((decision) => [
                `${decision.ref} (${decision.request})`,
                decisionText(decision),
                byText(facts, decision),
                doneText(facts, decision),
              ]),
            },
          ],
  }
}

function decisionText(decision: DecisionFacts): Text {
  const { kind, outcome: known, toDay, askedDay, note, change } = decision
  const day = toDay ?? askedDay
  const outcome = decision.outcomeWord ?? known
  const what = change
    ? change.text
    : kind === 'sign-off' || day === null
      ? 'sign-off'
      : `date ${shortDay(day)}`
  if (outcome === 'recommended') return [`${what}: `, ...recommendationWords(note ?? '')]
  return note === null || note === '' ? `${what} ${outcome}` : [`${what} ${outcome}: `, quoted(note)]
}

function byText(
  facts: Facts,
  { bodyName, meetingDay, chairsAction, deputyReason, at, recorderAsked, clause }: DecisionFacts,
): string {
  if (!chairsAction) {
    const own = recorderAsked ? '; the recorder had asked for it' : ''
    return `${bodyName}, ${meetingDay ? shortDay(meetingDay) : localDay(facts, at)}${own}`
  }
  const deputy = deputyReason === null ? '' : ', by the deputy'
  return `Chair’s action${clause === undefined ? '' : ` (${clause})`}${deputy}, ${localDay(facts, at)}`
}

function doneText(facts: Facts, { ref, request, outcome }: DecisionFacts): string {
  const item = facts.items.find((each) => each.ref === ref)
  if (!item) return 'no longer in the plan'
  if (outcome === 'deferred' || outcome === 'recommended') {
    return facts.requests.some((each) => each.request === request) ? 'not decided yet' : 'decided since'
  }
  if (item.signedOff) return 'signed off'
  if (item.state === 'complete') return 'complete'
  if (item.daysOverdue !== null) return `not done, ${count(item.daysOverdue, 'day')} overdue`
  return item.dueDate === null ? 'not done' : `not done, due ${shortDay(item.dueDate)}`
}
