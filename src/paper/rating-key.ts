import type { Facts } from '../domain/facts.ts'
import { paragraph, type Text } from '../message.ts'
import { demandsText } from '../status/item-text.ts'
import type { PaperPart } from './blocks.ts'

/** The plan's own key, as it stood when the facts were read. */
export function ratingKey({ scale }: Facts): PaperPart {
  return {
    heading: 'The rating key',
    blocks: [
      {
        kind: 'table',
        caption: 'What each rating means, worst first',
        columns: [{ title: 'Rating' }, { title: 'What the plan means by it' }, { title: 'What it asks for' }],
        rows: scale.map(({ mark, label, tone, definition, demands, final }): readonly Text[] => [
          { kind: 'rating', mark, label, tone },
          definition,
          `${demandsText(demands.map(({ kind }) => kind)) || 'nothing more'}${final ? '; given only by sign-off' : ''}`,
        ]),
      },
      paragraph('Beside the ratings:'),
      {
        kind: 'list',
        items: [
          ['✓ Complete: its owner says that it is done; it waits for sign-off.'],
          ['○ Not rated: nobody has said how it stands. It is never counted as the worst rating.'],
          [
            'Rolled up: the worst rating among the unfinished parts of an action, where nobody rated it as a whole.',
          ],
          ['Overdue: its current due date has passed, and it is neither complete nor signed off.'],
        ],
      },
    ],
  }
}
