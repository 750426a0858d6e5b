import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { planAhead } from '../src/deliveries/plan-ahead.ts'
import { personCalled } from '../src/people/holders.ts'
import { endMail, proveAddress, testAddress } from '../src/people/mail.ts'

export default defineCommand({
  summary: 'Have somebody told by e-mail, at an address that a test message proves',
  over: 'organisation',
  topics: 'e-mail email address outlook inbox digest reminder',
  for: 'coordinator',
  forms: ['<person> <address:mail-address>', '<person> proved <number>', '<person> off'],
  offered: 'Tell by e-mail',
  phrases: {
    'send|sending <person:whose> [their|his|her] [digest|digests|reminders|reminder] [by|via] [e-mail|email|mail] to|at <address:mail-address>':
      '<person> <address>',
    'e-mail|email <person:whose> [their|his|her] [digest|digests|reminders|reminder] to|at <address:mail-address>':
      '<person> <address>',
  },
  examples: ({ roles }) => [`mail ${roles[0]?.code} sam@example.org`, `mail ${roles[0]?.code} off`],
  arguments: z.union([
    z.object({ person: z.string(), address: z.string() }),
    z.object({ person: z.string(), proved: z.literal(true), number: z.number() }),
    z.object({ person: z.string(), off: z.literal(true) }),
  ]),
  changes: true,
  async run(context, given) {
    const person = personCalled(context, given.person)
    if ('address' in given) return testAddress(context, { person, address: given.address })
    const outcome =
      'off' in given ? endMail(context, person) : proveAddress(context, { person, number: given.number })
    const done = await outcome
    // Digests by e-mail are planned for a plan in which somebody is told so.
    for (const model of context.plans) await planAhead(context.writing(), model, context.now)
    return done
  },
})
