import { z } from 'zod'
import { declareInterest } from '../src/boards/interests.ts'
import { sittingNamed } from '../src/boards/sitting.ts'
import { defineCommand } from '../src/command.ts'
import { boundDay } from '../src/lookup/days.ts'

const AT = '[chaired by <chaired:owner>] [at <body>] [of <of:past-date>]'

export default defineCommand({
  summary:
    'Record that somebody declared an interest in an item at a meeting, and whether they left the room',
  topics: 'declaration conflict pecuniary personal interest left room abstain',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <your interest, and in which item>',
  forms: [
    `in <refs> by <who:owner> left ${AT} <nature:note>`,
    `in <refs> by <who:owner> stayed ${AT} <nature:note>`,
  ],
  offered: 'Record it',
  phrases: {
    '<who:owner> declared [a] [an] [pecuniary|personal|prejudicial] interest in <refs> [and] left [room] [as|because <nature:note>]':
      'in <refs> by <who> left <nature>',
    '<who:owner> declared [a] [an] [pecuniary|personal|prejudicial] interest in <refs> [and] stayed [in] [room] [as|because <nature:note>]':
      'in <refs> by <who> stayed <nature>',
  },
  examples: ({ references, bodies, decides }) => {
    const ref = [...references.values()].find(({ place }) => place === 'counted')?.ref ?? 'A1'
    return [
      `interest in ${ref} by Cora Example left at ${bodies.find(({ code }) => code === decides)?.aliases[0] ?? decides} works for the supplier`,
      `interest in ${ref} by chair left chaired by deputy governor of the school`,
    ]
  },
  arguments: z.object({
    refs: z.array(z.string()).min(1),
    who: z.string(),
    left: z.literal(true).optional(),
    stayed: z.literal(true).optional(),
    chaired: z.string().optional(),
    body: z.string().optional(),
    of: boundDay.optional(),
    nature: z.string().trim().min(1).max(500),
  }),
  changes: true,
  async run(context, { body, of, left, refs, who, chaired, nature }) {
    const sitting = await sittingNamed(context, { body, day: of?.on })
    return declareInterest(context, sitting, {
      refs,
      who,
      left: left === true,
      nature,
      chaired: typeof chaired === 'string' ? chaired : undefined,
    })
  },
})
