import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { exampleDay } from '../src/domain/example-day.ts'
import { boundDay, dayFrom, givenDay } from '../src/lookup/days.ts'
import { decideAll } from '../src/requests/decide.ts'
import { anotherDecision } from '../src/requests/doubts.ts'
import { withNext } from '../src/requests/next.ts'
import { anotherDate } from '../src/requests/questions.ts'
import { decideItem } from '../src/requests/take-up.ts'

export default defineCommand({
  summary: 'Approve a request, or record that a board approved it, with its minute',
  topics: 'agree accept yes decide decision',
  readsRestricted: true,
  forms: [
    '<request> with another day [reversing] [for <body>] [of <of:past-date>] [note]',
    '<requests> [reversing] [for <body>] [of <of:past-date>] [note]',
    '<request> [with <date>] [reversing] [for <body>] [of <of:past-date>] [note]',
    '<ref> with <date> [reversing] [for <body>] [of <of:past-date>] [note]',
  ],
  examples: ({ references, today }) => [
    'approve R1 minute 4.2, agreed',
    `approve R1 with ${exampleDay(today, 13)} minute 4.2`,
    'approve R1, R3 minute 4.2',
    `approve ${[...references.values()].find((item) => item.place === 'counted')?.ref ?? 'A1'} with ${exampleDay(today, 13)} minute 4.2`,
  ],
  arguments: z.object({
    request: z.number().optional(),
    requests: z.array(z.number()).optional(),
    /** The item, where the body decided a date that nobody had asked for. */
    ref: z.string().optional(),
    date: givenDay.optional(),
    /** The bot asks for the day. */
    another: z.literal(true).optional(),
    reversing: z.literal(true).optional(),
    body: z.string().optional(),
    of: boundDay.optional(),
    note: z.string().optional(),
  }),
  changes: true,
  doubts: [
    anotherDecision(
      /\b(?:not (?:yet )?(?:agreed|approved)|declin|reject|refus|turned down|defer|withdrawn)/i,
    ),
  ],
  async run(
    context,
    {
      request,
      requests = request === undefined ? [] : [request],
      ref,
      date: given,
      another,
      reversing: reverses,
      body,
      of,
      note,
    },
  ) {
    const deciding = {
      outcome: 'approved',
      date: given === undefined ? undefined : dayFrom(context, given, 'date'),
      reverses,
      bodyCode: body,
      meetingDay: of?.on,
      note,
    } as const
    if (ref !== undefined) return decideItem(context, { ref, ...deciding })
    const after = requests.at(-1)
    if (another && after !== undefined) return anotherDate({ number: after, ...deciding })
    return withNext(context, await decideAll(context, requests, deciding), { body, day: of?.on, note, after })
  },
})
