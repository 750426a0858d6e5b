import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { PARAGRAPHS } from '../src/domain/restriction.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { markRestricted } from '../src/plan-changes/restricting.ts'

export default defineCommand({
  summary: 'Put an item into Part 2: exempt under a paragraph of Schedule 12A, as the proper officer holds',
  topics: 'part 2 exempt confidential schedule 12a private restricted public interest',
  for: 'coordinator',
  forms: [
    '<ref> under paragraph <paragraph:number> by <officer:role> to <readers> until <date> because <reason>',
    '<ref> under paragraph <paragraph:number> by <officer:role> to <readers> because <reason>',
    '<ref> known under paragraph <paragraph:number> by <officer:role> to <readers> because <reason>',
  ],
  offered: 'Put the item into Part 2',
  examples: ({ references, roles }) => {
    const [one, other = one] = roles.filter(({ kind }) => kind === 'officer').map(({ code }) => code)
    return [
      `exempt ${[...references.values()].at(-1)?.ref ?? 'A1'} under paragraph 3 by ${one ?? 'MO'} to ${other ?? 'LEAD'} because the tender is not awarded`,
    ]
  },
  arguments: z.object({
    ref: z.string(),
    paragraph: z.number(),
    officer: z.string(),
    readers: z.array(z.string()).min(1),
    date: boundDay.optional(),
    known: z.literal(true).optional(),
    reason: z.string(),
  }),
  changes: true,
  run: (context, { ref, paragraph, officer, readers, date, known = false, reason }) => {
    if (paragraph < 1 || paragraph > PARAGRAPHS)
      throw new UserError(
        'invalid',
        `Part 1 of Schedule 12A has paragraphs 1 to ${PARAGRAPHS}, and you named ${paragraph}. Nothing was changed.`,
      )
    return markRestricted(context, ref, {
      kind: 'exempt',
      paragraph,
      officer,
      readers,
      reason,
      until: date?.on ?? null,
      isKnown: known,
    })
  },
})
