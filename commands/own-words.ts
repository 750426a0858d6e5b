import { listSaidBy } from '../data/updates.ts'
import { defineCommand } from '../src/command.ts'
import { dayIn } from '../src/domain/day.ts'
import { shortDay } from '../src/domain/format.ts'
import { findRating } from '../src/domain/scale.ts'
import { type Inline, reference, said, sentence, type Text } from '../src/message.ts'
import { ratingMark, stateMark } from '../src/status/item-text.ts'

const MOST = 5

export default defineCommand({
  summary: 'Show what you said last',
  forms: [''],
  over: 'plans',
  hidden: true,
  async run({ db, model, speaker }) {
    const { plan, items } = model
    const updates = await listSaidBy(db, plan.id, { personId: speaker.personId, most: MOST })
    if (updates.length === 0) return { message: sentence('Nothing yet.') }
    const list = updates.map((update): Text => {
      const ref = items.find(({ id }) => id === update.itemId)?.ref
      const stands: readonly Inline[] = [
        ...(update.rating === null ? [] : [' ', ratingMark(findRating(plan.scale, update.rating))]),
        ...(update.state === null ? [] : [' ', stateMark(update.state)]),
        ...(update.note === null ? [] : [' ', said(update.note)]),
      ]
      return [
        `${shortDay(dayIn(plan.timeZone, new Date(update.effectiveAt)))} `,
        ...(ref === undefined ? [] : [reference(ref)]),
        ...(stands.length === 0 ? [' no change'] : stands),
      ]
    })
    return { message: { summary: 'What you said last.', blocks: [{ kind: 'list', items: list }] } }
  },
})
