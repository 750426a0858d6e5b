import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { longDay } from '../src/domain/format.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { heading, paragraph, sentence } from '../src/message.ts'
import { endText } from '../src/requests/next.ts'
import { recordingForm } from '../src/requests/record-together.ts'
import { walkOf } from '../src/requests/walk.ts'

export default defineCommand({
  summary: 'Record everything that the last meeting decided, on one page',
  forms: ['[body] [of <of:past-date>]'],
  hidden: true,
  arguments: z.object({ body: z.string().optional(), of: boundDay.optional() }),
  async run(context, { body: code, of }) {
    const body = bodyCalled(code ?? context.model.plan.policies.decidesDates, context.model)
    // Others are shown what is on record.
    if (!context.speaker.isCoordinator)
      return {
        message: sentence(''),
        instead: { command: 'decisions', arguments: { body: body.code, ...(of ? { of } : {}) } },
      }
    const walk = await walkOf(context, body, of?.on)
    if (!walk) return { message: sentence(`The ${body.name} has held no meeting then.`) }
    const { requests, left, meeting, outcomeOf } = walk
    const done = requests.filter((request) => !left.includes(request))
    const text = `${requests.length - left.length} of ${requests.length} recorded.`
    const recorded = done.map(({ number, ...request }) => {
      const outcome = outcomeOf({ number, ...request })
      return `R${number}: ${outcome?.outcome ?? ''}${outcome?.note ? `, ${outcome.note}` : ''}`
    })
    const form = await recordingForm(context, walk)
    return {
      message: {
        title: `What the ${body.name} of ${longDay(meeting.day)} decided`,
        summary: text,
        blocks: [
          paragraph(left.length === 0 ? await endText(context, walk) : text),
          ...(form ? [form] : []),
          ...(recorded.length > 0 ? [heading('Recorded'), { kind: 'list' as const, items: recorded }] : []),
        ],
      },
    }
  },
})
