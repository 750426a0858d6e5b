import { z } from 'zod'
import { listPublications, savePublication } from '../data/publications.ts'
import { defineCommand } from '../src/command.ts'
import { longDay } from '../src/domain/format.ts'
import { wordingProblems } from '../src/domain/public-document.ts'
import { draftPublication } from '../src/editions/publication.ts'
import { UserError } from '../src/errors.ts'
import { buttons, sentence } from '../src/message.ts'

const LOOK = 'Look at what the public would read first: public'

export default defineCommand({
  summary: 'Publish what the public may read of the plan, as you have looked at it',
  topics: 'public page website transparency',
  for: 'coordinator',
  forms: ['<mark:words>', ''],
  changes: true,
  arguments: z.object({ mark: z.string().optional(), reason: z.string().trim().max(300).optional() }),
  async run(context, { mark: typed = '', reason: given }) {
    const { db, model, now, speaker, writing, trail } = context
    const [, mark = '', typedReason] = typed.match(/^([0-9a-f]{8})(?:\s+because\s+(.+))?$/is) ?? []
    if (mark === '') throw new UserError('invalid', `Nothing is published unseen. ${LOOK}`, ['public'])
    const draft = await draftPublication(db, model, now)
    if (draft.kind !== 'ready' || draft.mark !== mark.toLowerCase())
      throw new UserError(
        'conflict',
        `It is not what you looked at any more, so nothing was published. ${LOOK}`,
        ['public'],
      )
    if (draft.problems.length > 0)
      throw new UserError('invalid', `It cannot be published as it is. ${draft.problems.join(' ')} ${LOOK}`, [
        'public',
      ])
    const [latest] = await listPublications(db, model.plan.id)
    const { document, editionId } = draft
    const isSame = latest !== undefined && JSON.stringify(latest.document) === JSON.stringify(document)
    if (isSame && latest.withdrawnAt === null)
      throw new UserError('conflict', 'That is what is public already; nothing was changed.')
    const corrects = latest?.editionId === editionId && !isSame
    const correction = corrects ? (given ?? typedReason ?? '') : null
    if (correction === '')
      throw new UserError(
        'invalid',
        `It corrects what is public already: say what is put right. ${LOOK}`,
        ['public'],
        'reason',
      )
    if (correction !== null && wordingProblems(correction).length > 0)
      throw new UserError('invalid', wordingProblems(correction).join(' '), [], 'reason')
    await savePublication(writing(), {
      planId: model.plan.id,
      editionId,
      document,
      publishedAt: now.toISOString(),
      publishedBy: speaker.personId,
      correction,
    })
    await trail({
      action: 'publish',
      ref: null,
      before: latest ? { document: latest.document, withdrawnAt: latest.withdrawnAt } : null,
      after: { document, correction },
    })
    const text = `Published: ${document.title}, as told to the ${document.body} of ${longDay(document.meetingDay)}.`
    return {
      message: sentence(text, buttons({ label: 'Withdraw it', line: 'unpublish' })),
      changes: [{ ref: model.plan.code, field: 'public', from: null, to: now.toISOString() }],
    }
  },
})
