import { listPublications, withdrawPublications } from '../data/publications.ts'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { buttons, sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Take down what is published of the plan',
  topics: 'public page withdraw remove website',
  for: 'coordinator',
  forms: [''],
  phrases: { 'take down|withdraw|unpublish|remove public page': '' },
  changes: true,
  async run({ db, model, now, writing, trail }) {
    const [latest] = await listPublications(db, model.plan.id)
    if (!latest || latest.withdrawnAt !== null)
      throw new UserError('conflict', 'Nothing of the plan is public; nothing was changed.')
    await withdrawPublications(writing(), model.plan.id, now)
    await trail({
      action: 'unpublish',
      ref: null,
      before: { document: latest.document },
      after: { withdrawnAt: now.toISOString() },
    })
    return {
      message: sentence(
        'It is taken down: nobody can read it any more. What was published stays on record.',
        buttons({ label: 'Look at it again', line: 'public' }),
      ),
      changes: [{ ref: model.plan.code, field: 'public', from: latest.publishedAt, to: null }],
    }
  },
})
