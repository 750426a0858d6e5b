import { z } from 'zod'
import { findNextMeeting } from '../data/meetings.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { longDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemsOf } from '../src/lookup/items.ts'
import { decide } from '../src/requests/decide.ts'
import { anotherDecision } from '../src/requests/doubts.ts'
import { decideTakenUp, openRequestOf } from '../src/requests/take-up.ts'

export default defineCommand({
  summary: 'Record that a board signed an item off, with its minute',
  topics: 'signed off embed embedded blue close closed',
  readsRestricted: true,
  forms: ['<ref> [reversing] [of <of:past-date>] [note]'],
  examples: ({ references }) => [`sign off ${[...references.values()][0]?.ref ?? 'A1'} minute 5.1, agreed`],
  arguments: z.object({
    ref: z.string(),
    reversing: z.literal(true).optional(),
    of: boundDay.optional(),
    note: z.string().optional(),
  }),
  changes: true,
  doubts: [
    anotherDecision(
      /\b(?:not (?:yet )?(?:agreed|signed|ready)|declin|reject|refus|turned down|defer|withdrawn)/i,
    ),
  ],
  async run(context, { ref, reversing, of, note }) {
    const [item] = itemsOf(context, [ref])
    if (!item) throw new Error('no item')
    if (!context.speaker.isCoordinator) throw new UserError('refused', await whoSignsOff(context))
    const deciding = { outcome: 'approved', reverses: reversing, meetingDay: of?.on, note } as const
    const line = `sign off ${ref}`
    const open = await openRequestOf(context, item, 'sign-off')
    if (open) return decide(context, { ...deciding, number: open.number, line })
    return decideTakenUp(context, { ...deciding, item, kind: 'sign-off', line })
  },
})

async function whoSignsOff({ db, model: { plan, bodies }, now }: Context): Promise<string> {
  const body = bodies.find((each) => each.code === plan.policies.decidesSignOff)
  const next = body && (await findNextMeeting(db, plan.id, { bodyId: body.id, now, timeZone: plan.timeZone }))
  const sits = next ? `, next on ${longDay(next.day)}` : ''
  return `Sign-off is decided by the ${body?.name ?? 'body'} at its meeting${sits}, never by one person; the coordinator records it. An owner proposes it by giving the final rating.`
}
