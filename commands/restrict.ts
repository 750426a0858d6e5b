import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { boundDay } from '../src/lookup/days.ts'
import { markRestricted } from '../src/plan-changes/restricting.ts'

export default defineCommand({
  summary:
    'Restrict an item: its text is in no chat, list, digest or paper, and named posts read it on the web page',
  topics: 'confidential private secret sensitive hide readers restricted',
  for: 'coordinator',
  forms: [
    '<ref> to <readers> until <date> because <reason>',
    '<ref> to <readers> because <reason>',
    '<ref> known to <readers> until <date> because <reason>',
    '<ref> known to <readers> because <reason>',
  ],
  offered: 'Restrict the item',
  phrases: {
    'mark|make <ref> restricted to|for <readers> because <reason>': '<ref> to <readers> because <reason>',
  },
  examples: ({ references, roles, today }) => [
    `restrict ${[...references.values()].at(-1)?.ref ?? 'A1'} to ${roles.find(({ kind }) => kind === 'officer')?.code ?? 'LEAD'} until ${exampleFirst(today, 3)} because it names a supplier under investigation`,
  ],
  arguments: z.object({
    ref: z.string(),
    readers: z.array(z.string()).min(1),
    date: boundDay.optional(),
    known: z.literal(true).optional(),
    reason: z.string(),
  }),
  changes: true,
  run: (context, { ref, readers, date, known = false, reason }) =>
    markRestricted(context, ref, {
      kind: 'restricted',
      readers,
      reason,
      until: date?.on ?? null,
      isKnown: known,
    }),
})
