import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { endRestricted } from '../src/plan-changes/restricting.ts'

export default defineCommand({
  summary: 'End the restriction of an item, so that everybody may read it again',
  topics: 'restricted exempt part 2 lift open publish',
  for: 'coordinator',
  forms: ['<item:word> because <reason>'],
  offered: 'End the restriction',
  examples: () => ['unrestrict C2 because the contract is signed'],
  arguments: z.object({ item: z.string(), reason: z.string() }),
  changes: true,
  run: (context, { item, reason }) => endRestricted(context, item, reason),
})
