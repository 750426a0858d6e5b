import { z } from 'zod'
import { listOpenRequests, setRequestState } from '../data/requests.ts'
import { defineCommand } from '../src/command.ts'
import { answerable } from '../src/domain/authority.ts'
import { UserError } from '../src/errors.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Take back a request that nobody has decided',
  topics: 'take back request cancel date request',
  forms: ['<request>', '<ref>'],
  offered: 'Take back the request',
  phrases: {
    'withdraw|cancel|drop|forget|scrap|retract [my] [date|deadline] request|extension [for|on|about] <ref>':
      '<ref>',
    'withdraw|cancel|drop|forget|scrap|retract [my] [request] <request>': '<request>',
    'no longer|more <ref> extension|request': '<ref>',
  },
  examples: () => ['withdraw R1'],
  arguments: z.object({ request: z.number().optional(), ref: z.string().optional() }),
  changes: true,
  async run(context, { request: number, ref }) {
    const { plan, items } = context.model
    const open = await listOpenRequests(context.db, plan.id)
    const found = open.find(
      (each) =>
        each.number === number || items.some((other) => other.ref === ref && other.id === each.itemId),
    )
    const item = items.find(({ id }) => id === found?.itemId)
    if (!found || !item) {
      const which = number === undefined ? `for ${ref}` : `R${number}`
      throw new UserError('unknown', `No request ${which} is open. Those that are: requests`, ['requests'])
    }
    const { personId, roles, isCoordinator } = context.speaker
    const isOwner = answerable(item, items).some((code) => roles.includes(code))
    if (found.askedBy !== personId && !isOwner && !isCoordinator) {
      throw new UserError(
        'refused',
        `R${found.number} is not yours to take back: whoever asked, an owner of ${item.ref} or the coordinator may. Nothing was changed.`,
      )
    }
    await setRequestState(context.writing(), found.id, {
      state: 'withdrawn',
      endedAt: context.now.toISOString(),
    })
    await context.trail({
      action: 'withdraw',
      ref: item.ref,
      before: { request: found.number, state: found.state },
      after: { request: found.number, state: 'withdrawn' },
    })
    return {
      message: sentence(`Recorded: R${found.number} for ${item.ref} is withdrawn. Its date stays as it is.`),
      changes: [{ ref: item.ref, field: 'request', from: found.state, to: 'withdrawn' }],
    }
  },
})
