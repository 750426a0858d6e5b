import type { Counts, Facts } from '../../src/domain/facts.ts'
import { count } from '../../src/domain/format.ts'
import type { Block, Inline, Table, Text } from '../../src/message.ts'
import { paragraph } from '../../src/message.ts'
import type { Told } from './section.ts'
import { countedName, localDay, ratingNamed } from './words.ts'

/** How many stand how, of how many; and how many did in the previous edition. */
export function position({ facts, previous }: Told): Table {
  const title = `Of ${count(facts.counts.of, countedName(facts))}`
  const columns = [{ title }, { title: 'Now', align: 'right' as const }]
  const shown = rows(facts).filter(({ number }) =>
    [facts, previous].some((each) => each && number(each.counts) > 0),
  )
  return {
    kind: 'table',
    caption: `${title}: how many stand how`,
    columns: previous
      ? [...columns, { title: localDay(previous, previous.asAt), align: 'right' as const }]
      : columns,
    rows: shown.map(({ name, number, of }) => {
      const cell = (each: Facts): Text => `${number(each.counts)}${of ? ` of ${of(each.counts)}` : ''}`
      return [name, cell(facts), ...(previous ? [cell(previous)] : [])]
    }),
  }
}

interface Row {
  readonly name: readonly Inline[]
  readonly number: (counts: Counts) => number
  /** Where it is not one of all. */
  readonly of?: (counts: Counts) => number
}

function rows(facts: Facts): readonly Row[] {
  return [
    { name: ['✓ Complete, not signed off'], number: ({ complete }) => complete },
    ...facts.scale.toReversed().map(
      ({ code, final }): Row => ({
        name: [ratingNamed(facts, code), final ? ', signed off' : ''],
        number: ({ rated, signedOff }) => (rated[code] ?? 0) + (final ? signedOff : 0),
      }),
    ),
    { name: ['○ Not rated'], number: ({ notRated, notStated }) => notRated - notStated },
    { name: ['○ Nothing stated'], number: ({ notStated }) => notStated },
    {
      name: ['Overdue, of the unfinished'],
      number: ({ overdue }) => overdue,
      of: ({ unfinished }) => unfinished,
    },
    {
      name: ['Past date, nothing stated'],
      number: ({ pastDateNotStated }) => pastDateNotStated,
      of: ({ notStated }) => notStated,
    },
  ]
}

/** Rated as a whole, rolled up and not rated are three things. */
export function actionsLine(facts: Facts): Block {
  const { of, finished, stated, rolledUp, notRated } = facts.counts.actions
  const whole = facts.items.filter(
    (item) =>
      item.kind === 'action' && item.basis === 'stated' && item.state !== 'complete' && !item.signedOff,
  )
  const named: readonly Inline[] = whole.flatMap((item, index) => [
    `${index === 0 ? ' (' : ', '}${item.ref} `,
    ratingNamed(facts, item.rating),
  ])
  const close = whole.length > 0 ? ')' : ''
  return paragraph(
    `Of ${count(of, facts.plan.words.action)}: ${finished} complete, ${stated} rated as a whole`,
    ...named,
    `${close}, ${rolledUp} rolled up from their ${facts.plan.words.subAction}s, ${notRated} not rated.`,
  )
}
