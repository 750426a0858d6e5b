import { setLive } from '../data/plans.ts'
import { defineCommand } from '../src/command.ts'
import { planAhead } from '../src/deliveries/plan-ahead.ts'
import { UserError } from '../src/errors.ts'
import { buttons, sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Have the plan send its calls, reminders and digests from now on',
  for: 'coordinator',
  topics: 'live start quiet begin send',
  forms: [''],
  phrases: { 'go|going live [now]': '', 'set plan live|going': '' },
  changes: true,
  async run({ model, now, writing, trail }) {
    const { id, title } = model.plan
    if (!model.isQuiet) throw new UserError('conflict', `The ${title} is live already; nothing was changed.`)
    await setLive(writing(), id, now)
    await planAhead(writing(), { ...model, isQuiet: false }, now)
    await trail({ action: 'go-live', ref: null, before: { live: null }, after: { live: now.toISOString() } })
    return {
      message: sentence(
        `The ${title} is live: people are asked and boards are told from now on.`,
        buttons({ label: 'What comes next', line: 'deliveries' }),
      ),
      changes: [{ ref: model.plan.code, field: 'live', from: null, to: now.toISOString() }],
    }
  },
})
