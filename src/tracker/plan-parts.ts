import { saidBack } from '../domain/text.ts'
import { plainText, type SentRow } from '../import/tracker-sheet.ts'
import type { ComparingRow } from './comparing.ts'
import type { HeldRow } from './held.ts'
import { asked, LEAVE, NOTHING, type Part } from './part.ts'

/** Who owns an item is the plan's: it is changed only when somebody says so. */
export function ownersPart(
  { cells: { owners: cell } }: SentRow,
  held: HeldRow,
  comparing: ComparingRow,
): Part {
  const { answers, posts, now } = comparing
  const { ref } = held
  if (!cell || cell.text === '') return NOTHING
  const written = cell.text
    .split(/[,;/\n]+|\s+and\s+/)
    .map((each) => each.trim())
    .filter((each) => each !== '')
  const known = written.map((each) => posts.find((post) => plainText(post) === plainText(each)))
  const owners = [...new Set(known.flatMap((post) => (post === undefined ? [] : [post])))]
  const current = now.rows.find(({ itemId }) => itemId === held.itemId)
  const isKnown = known.every((post) => post !== undefined)
  if (isKnown && (sameSet(owners, held.owners) || sameSet(owners, current?.owners ?? held.owners)))
    return NOTHING
  const was = held.owners.join(', ') || 'nobody'
  const unknown = written.find((_, place) => known[place] === undefined)
  return asked(
    answers,
    {
      kind: 'owner',
      place: cell.place,
      key: `owner ${ref}`,
      ref,
      text:
        unknown === undefined
          ? `${ref}: owners ${was} → ${owners.join(', ')}. The owner is part of the plan. Shall it change?`
          : `${ref}: “${saidBack(unknown)}” is no post of this plan, so its owners stay ${was}.`,
      answers: [
        ...(unknown === undefined
          ? [{ answer: 'amend because <reason>', means: 'amend the plan, and why' }]
          : []),
        LEAVE,
      ],
    },
    (answer) => {
      const [, reason] = answer.match(/^amend\s+because\s+(.+)$/is) ?? []
      if (reason === undefined || unknown !== undefined) return undefined
      return {
        changes: [{ ref, field: 'owner', from: was, to: owners.join(', '), place: cell.place }],
        acts: [{ kind: 'owners', ref, owners, reason: reason.trim() }],
      }
    },
  )
}

/** The wording is the plan's too. */
export function titlePart({ cells: { title: cell } }: SentRow, held: HeldRow, comparing: ComparingRow): Part {
  const { answers, now } = comparing
  const { ref } = held
  const current = now.rows.find(({ itemId }) => itemId === held.itemId)
  if (!cell || cell.text === '') return NOTHING
  const isSame = [held.title, current?.title ?? held.title].some(
    (each) => plainText(each) === plainText(cell.text),
  )
  if (isSame) return NOTHING
  const title = cell.text.replace(/\s+/g, ' ')
  return asked(
    answers,
    {
      kind: 'wording',
      place: cell.place,
      key: `wording ${ref}`,
      ref,
      text: `${ref}: “${held.title}” → “${title}”. The wording is part of the plan. Shall it change?`,
      answers: [{ answer: 'amend', means: 'amend the plan, if no body has to agree it' }, LEAVE],
    },
    (answer) =>
      answer === 'amend'
        ? {
            changes: [{ ref, field: 'wording', from: held.title, to: title, place: cell.place }],
            acts: [{ kind: 'wording', ref, title }],
          }
        : undefined,
  )
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each))
}
