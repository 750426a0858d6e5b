import { parentOf } from '../domain/hierarchy.ts'
import type { Item } from '../domain/plan.ts'
import { plainReference } from '../domain/reference.ts'
import { saidBack } from '../domain/text.ts'
import { plainText, type SentRow } from '../import/tracker-sheet.ts'
import type { ComparedRow } from './compared.ts'
import { type ComparingRow, dayOfCell } from './comparing.ts'
import { asked, LEAVE, type Part } from './part.ts'

/** A row that is no item of the plan: it joins the plan only by those who agree that. */
export function newRow(row: SentRow, comparing: ComparingRow): ComparedRow | undefined {
  const { place, cells } = row
  const title = cells.title?.text.replace(/\s+/g, ' ') ?? ''
  if (title === '') return undefined
  const { acts = [], changes = [], questions = [] } = newPart(row, title, comparing)
  return {
    place: cells.reference?.place ?? cells.title?.place ?? place,
    key: comparing.key,
    changes,
    acts,
    questions,
  }
}

function newPart({ place, cells }: SentRow, title: string, comparing: ComparingRow): Part {
  const { answers, posts, today, now } = comparing
  const written = cells.reference?.text ?? ''
  const within = parentAbove(comparing)
  const ref = written === '' ? nextReference(within, comparing) : written
  const owner = posts.find((post) => plainText(post) === plainText(cells.owners?.text ?? '')) ?? null
  const due = dayOfCell(cells.due, today)
  const at = (place.match(/row (\d+)$/) ?? [])[1]
  const question = {
    kind: 'new-item',
    place: cells.reference?.place ?? `${comparing.sent.place}!A${at ?? ''}`,
    key: `new ${title}`,
    ref: ref ?? '',
    text: `“${saidBack(title)}” is new${written === '' ? ' and has no reference' : ''}. Shall it join the plan?`,
    answers: [
      ...(ref === undefined
        ? []
        : [{ answer: ref, means: `it joins as ${ref}, if those agree who agree what joins the plan` }]),
      ...(within ? [{ answer: `note ${within.ref}`, means: `a note to ${within.ref}` }] : []),
      LEAVE,
    ],
  } as const
  return asked(answers, question, (answer) => {
    if (within && plainText(answer) === plainText(`note ${within.ref}`)) {
      const note = [title, cells.note?.text ?? ''].filter((each) => each !== '').join(': ')
      return {
        changes: [{ ref: within.ref, field: 'note', from: null, to: note, place: question.place }],
        acts: [{ kind: 'update', itemId: within.id, ref: within.ref, note, holds: 'from-export' }],
      }
    }
    if (
      !/^[\p{L}\p{N}][^\s]*(?: ?\S+){0,2}$/u.test(answer) ||
      now.items.some((item) => plainReference(item.ref) === plainReference(answer))
    )
      return undefined
    return {
      changes: [{ ref: answer, field: 'joins', from: null, to: title, place: question.place }],
      acts: [
        {
          kind: 'joins',
          ref: answer,
          within: within?.ref ?? null,
          title,
          owner,
          due: due === 'unread' ? null : due,
        },
      ],
    }
  })
}

/** The item around that of the row above. */
function parentAbove({ above, now }: ComparingRow): Item | undefined {
  const item = now.items.find(({ id }) => id === above?.itemId)
  return item && parentOf(item, now.items)
}

/** B2(f) after B2(e), 3.12 after 3.11: the next of the last one's kind that is free. */
function nextReference(within: Item | undefined, { now }: ComparingRow): string | undefined {
  const last = now.items.findLast(({ parentId }) => parentId === (within?.id ?? null))
  const [, before = '', end = '', after = ''] = last?.ref.match(/^(.*?)(\d+|\p{Ll}|\p{Lu})(\W*)$/u) ?? []
  if (end === '') return undefined
  const next = /\d/.test(end)
    ? String(Number(end) + 1).padStart(end.length, '0')
    : String.fromCharCode(end.charCodeAt(0) + 1)
  return /[{[]/.test(next) ? undefined : `${before}${next}${after}`
}
