import type { ActionArisingFacts, Facts } from '../../src/domain/facts.ts'
import { count, shownDay } from '../../src/domain/format.ts'
import { columns, strong, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'
import { holderOf, localDay, quoted } from './words.ts'

/**
 * Actions that the body's meetings asked for, and whether they are done. Editions stored before such actions existed
 * have no such section, so they still render exactly as they did then.
 */
export function actionsArising({ facts }: ComparedEdition): readonly Section[] {
  const { actionsArising: actions } = facts
  if (!actions) return []
  const open = actions.filter((action) => action.done === null)
  const done = actions.filter((action) => action.done !== null)
  return [
    {
      name: 'actions arising',
      heading: `Actions arising: ${open.length} of ${actions.length} not done`,
      blocks:
        actions.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: 'Actions arising, those not done first',
                columns: columns('What', 'Owner', 'Due', 'Done?'),
                rows: [...open, ...done].map((action) => [
                  [strong(String(action.number)), ' ', quoted(action.text)],
                  action.owner === null ? 'no owner' : holderOf(facts.roles, action.owner),
                  dueText(action),
                  doneText(facts, action),
                ]),
              },
            ],
    },
  ]
}

function dueText({ dueDate, dueAsGiven }: ActionArisingFacts): string {
  return dueDate === null ? 'no date' : shownDay({ on: dueDate, asGiven: dueAsGiven ?? '' })
}

function doneText(facts: Facts, { done, daysOverdue }: ActionArisingFacts): Text {
  if (done === null)
    return daysOverdue === null ? 'not done' : `not done, ${count(daysOverdue, 'day')} overdue`
  return [`done, ${localDay(facts, done.at)}`, ...(done.note === null ? [] : [': ', quoted(done.note)])]
}
