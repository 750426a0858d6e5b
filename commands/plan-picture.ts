import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { editionOn } from '../src/editions/on-day.ts'
import { boundDay } from '../src/lookup/days.ts'
import { wallBlock } from '../src/picture/wall-block.ts'

export default defineCommand({
  summary: 'Show the whole plan in one picture, a tile for each of its parts, today or on a past day',
  topics: 'overview tiles chart whole map',
  forms: ['[as at <day:past-date>]'],
  questions: ['plan as a picture'],
  examples: ({ today }) => ['plan picture', `plan picture as at ${exampleFirst(today, -4)}`],
  arguments: z.object({ day: boundDay.optional() }),
  async run(context, { day }) {
    const { edition, when } = await editionOn(context, day?.on)
    return {
      message: {
        title: 'The plan as a wall',
        summary: `${context.model.plan.title} as a wall, ${when}.`,
        blocks: [wallBlock(edition)],
      },
    }
  },
})
