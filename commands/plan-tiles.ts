import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { editionOn } from '../src/editions/on-day.ts'
import { boundDay } from '../src/lookup/days.ts'
import { wallBlock } from '../src/picture/wall-block.ts'

/** What `plan picture` shows, for a page, which has tiles in the place of a picture: none is drawn. */
export default defineCommand({
  summary: 'Show the whole plan as tiles, today or on a past day',
  forms: ['[as at <day:past-date>]'],
  hidden: true,
  arguments: z.object({ day: boundDay.optional() }),
  async run(context, { day }) {
    const { edition, when } = await editionOn(context, day?.on)
    return {
      message: {
        title: 'The plan as a wall',
        summary: `${context.model.plan.title} as a wall, ${when}.`,
        blocks: [wallBlock(edition, { isDrawn: !context.place.isPage })],
      },
    }
  },
})
