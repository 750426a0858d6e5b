import { passOnActions } from '../../data/actions-arising.ts'
import type { Person } from '../../data/people.ts'
import { listPlans } from '../../data/plans.ts'
import { passOnMessages } from '../../data/same-person.ts'
import { appendTrail } from '../../data/trail.ts'
import type { Context } from '../command.ts'

/** What waits for somebody by another name, or in another row, waits for the person that they are. */
export async function passOn(context: Context, from: Person, to: Person): Promise<void> {
  const { writing, model, now, speaker } = context
  if (from.id !== to.id) await passOnMessages(writing(), { from: from.id, to: to.id })
  // A post's code may be somebody's name until they are named; what is asked of the post stays the post's.
  if (from.name === to.name || model.roles.some(({ code }) => code === from.name)) return
  for (const { id } of await listPlans(writing())) {
    const numbers = await passOnActions(writing(), id, { from: from.name, to: to.name })
    if (numbers.length === 0) continue
    await appendTrail(writing(), id, {
      at: now.toISOString(),
      by: speaker.name,
      identity: speaker.identity,
      onBehalfOf: null,
      action: 'action-owner',
      ref: null,
      before: { numbers, owner: from.name },
      after: { numbers, owner: to.name },
      message: null,
    })
  }
}
